/** How the playground is called. */
export const USAGE = `npm run playground                       start it, or bring it up to date, and run a training job
npm run playground -- exec COMMAND...    run kubectl, pulumi or any other command on it
npm run playground -- --stop             end it, and remove all that it made
npm run playground -- --help             show this

It makes a Kubernetes cluster of one node on this machine, for which it needs Linux and root.
With the environment variable KUBECONFIG it uses the cluster that this names, and needs neither.`;

/** What the playground is asked to do. */
export type Request =
  | { readonly action: 'start' | 'stop' | 'help' }
  | { readonly action: 'exec'; readonly command: string; readonly args: readonly string[] }
  | { readonly action: 'wrong'; readonly problem: string };

/** Reads the arguments of the command line. */
export function readArguments([first, ...rest]: readonly string[]): Request {
  if (first === undefined) return { action: 'start' };
  if (first === 'exec') {
    const [command, ...args] = rest;
    return command === undefined
      ? { action: 'wrong', problem: 'exec needs a command' }
      : { action: first, command, args };
  }
  const flags = { '--stop': 'stop', '--help': 'help', '-h': 'help' } as const;
  const action = Object.entries(flags).find(([flag]) => flag === first)?.[1];
  if (action === undefined) return { action: 'wrong', problem: `there is no argument "${first}"` };
  const [surplus] = rest;
  return surplus === undefined
    ? { action }
    : { action: 'wrong', problem: `nothing may follow ${first}, but "${surplus}" does` };
}
