import type { Container } from 'kubernetes-types/core/v1';
import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { shown } from '../../core/words';
import { LlmParallelism } from './llm-parallelism';

/** The container of a server, and how KServe starts it. */
export interface LlmServer {
  /** What stands before the names of options in messages. */
  readonly prefix: string;
  /** Name that requests give. */
  readonly served: string;
  readonly parallelism: LlmParallelism | undefined;
  /** Whether it is one of several pods of a group. */
  readonly grouped: boolean;
  /** Whether a sidecar stands before it, on its port. */
  readonly behindSidecar: boolean;
}

/** Variable whose words KServe's command adds to those of vLLM. */
const variable = 'VLLM_ADDITIONAL_ARGS';

/**
 * The container with the arguments of vLLM. KServe takes over all of them or none, so that what its own have for a server
 * alone is said again here; servers of a group are started by a shell, which reads further ones from a variable.
 * https://github.com/kserve/kserve/blob/v0.16.0/config/llmisvcconfig/config-llm-template.yaml
 */
export function withArguments(
  scope: Construct,
  container: Omit<Container, 'name'>,
  server: LlmServer,
): Omit<Container, 'name'> {
  const { command, args = [], ...others } = container;
  // Whoever starts something else says how.
  if (command !== undefined) {
    if (args.length === 0) {
      report(
        scope,
        `"${server.prefix}command" is given without "args", and KServe then adds those of vLLM; leave the program alone in "command", and put the words after it into "args"`,
      );
    }
    return container;
  }
  if (server.grouped) {
    const further = fromShell(scope, args, server.prefix, others);
    return further.length === 0 ? others : { ...others, env: [...(others.env ?? []), ...further] };
  }
  const spread = spreadOf(server.parallelism);
  if (args.length === 0 && spread.length === 0) return others;
  const port = server.behindSidecar ? '8001' : '8000';
  const own = ['--served-model-name', server.served, '--port', port, '--disable-log-requests'];
  return { ...others, args: [...own, ...spread, ...args] };
}

/** How a server alone spreads the model over its GPUs. */
function spreadOf({ tensor = 1, data = 1, expert = false }: LlmParallelism = {}): string[] {
  return [
    ...(tensor > 1 ? ['--tensor-parallel-size', `${tensor}`] : []),
    ...(data > 1 ? ['--data-parallel-size', `${data}`] : []),
    ...(expert ? ['--enable-expert-parallel'] : []),
  ];
}

function fromShell(
  scope: Construct,
  args: readonly string[],
  prefix: string,
  { env = [] }: Omit<Container, 'name'>,
): NonNullable<Container['env']> {
  if (args.length === 0) return [];
  args.forEach((argument, index) => {
    if (typeof argument !== 'string' || /^[^\s*?[\\]+$/.test(argument)) return;
    report(
      scope,
      `"${prefix}args[${index}]" is ${shown(argument)}, must be without spaces, "*", "?", "[" and "\\": a shell divides it in a group of pods; give "${prefix}command" to start the server yourself`,
    );
  });
  if (env.some(({ name }) => name === variable)) {
    report(scope, `"${prefix}args" and "${prefix}env.${variable}" say the same thing; leave one out`);
    return [];
  }
  return [{ name: variable, value: args.join(' ') }];
}
