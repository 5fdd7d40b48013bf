import * as pulumi from '@pulumi/pulumi';
import { ProgramOptions, runProgram } from '../../stacks/program';
import { StackOutputs } from '../../stacks/stack-outputs';
import { register, Registered } from '../support/pulumi';

/** What a run of the program did. */
export interface Run {
  readonly registered: readonly Registered[];
  readonly outputs?: StackOutputs;
  readonly error?: Error;
  readonly warnings: readonly string[];
}

/** What a run is given. */
export interface Given extends ProgramOptions {
  readonly config?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly preview?: boolean;
}

/** Runs the program against a monitor that registers nothing, and a server that only takes connections. */
export async function runWith({ config = {}, secrets = [], preview, ...options }: Given = {}): Promise<Run> {
  const warnings: string[] = [];
  const warn = jest.spyOn(pulumi.log, 'warn').mockImplementation((message) => {
    warnings.push(message);
    return Promise.resolve();
  });
  pulumi.runtime.setAllConfig({ 'keelson:environment': 'local', ...config }, [...secrets]);
  let result: Partial<Run> = {};
  const registered = await register(
    async () => {
      result = await runProgram(options).then(
        (outputs) => ({ outputs }),
        (error: unknown) => ({ error: error as Error }),
      );
    },
    { preview },
  );
  warn.mockRestore();
  return { registered, warnings, ...result };
}

/** The message of a run that was refused, in which nothing must be registered. */
export function refusal({ registered, error, outputs }: Run): string {
  expect({ registered: registered.map(({ name }) => name), outputs }).toEqual({ registered: [], outputs: undefined });
  // Pulumi prints others with a stack.
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  return error?.message ?? '';
}
