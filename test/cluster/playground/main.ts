import { PlaygroundError } from './advice';
import { readArguments, USAGE } from './arguments';
import { givenPlayground } from './given-playground';
import { ownPlayground } from './own-playground';
import { becomeAt } from './site';

async function main(args: readonly string[]): Promise<number> {
  const request = readArguments(args);
  const playground = (process.env.KUBECONFIG ?? '') === '' ? ownPlayground : givenPlayground;
  switch (request.action) {
    case 'help':
      console.log(USAGE);
      return 0;
    case 'wrong':
      console.error(`${request.problem}\n\n${USAGE}`);
      return 2;
    case 'start':
      return playground.start();
    case 'stop':
      return playground.stop();
    case 'exec': {
      const { site, stack } = await playground.open();
      // Pulumi finds its project in the working folder. npm has left the person's own for the project's.
      const cwd = request.command === 'pulumi' ? site.folder : (process.env.INIT_CWD ?? process.cwd());
      return becomeAt(site, request.command, request.args, { env: stack.env, cwd });
    }
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const expected = error instanceof PlaygroundError;
    const advice = '\n  what to do: run it again; if that does not help: npm run playground -- --stop, then again';
    console.error(expected ? error.message : `${error instanceof Error ? error.message : String(error)}${advice}`);
    process.exit(1);
  },
);
