import { parseArgs } from 'node:util';
import { App, Size, SynthesisError, ValidationError } from '../lib/core';
import { listed, suggestion } from '../lib/core/words';
import { environments } from './environments';

const usage = `usage: npm start -- [environment...] [--size laptop|small|production] [--registry HOST[/PATH]] [--outdir FOLDER]
environments: ${Object.keys(environments).join(', ')} (local unless named)`;

/**
 * Renders environments as the command line asks.
 * @param args arguments after the program's name
 * @param log takes what people should read
 * @returns exit code: 0 rendered, 1 the program is wrong and nothing was written, 2 the arguments are wrong
 */
export function run(args: readonly string[], log: (text: string) => void): number {
  try {
    const options = parse(args);
    if (options.help) {
      log(usage);
      return 0;
    }
    const app = new App({ outdir: options.outdir, log });
    for (const name of options.names) {
      const create = Object.hasOwn(environments, name) ? environments[name] : undefined;
      if (create === undefined) {
        const known = Object.keys(environments);
        const hint = suggestion(name, known) || `, there are ${listed(known)}`;
        throw new UsageError(`there is no environment "${name}"${hint}`);
      }
      // The size is checked by the platform, which says what is allowed.
      const size = options.size as Size | undefined;
      create(app, {
        ...(size === undefined ? {} : { size }),
        ...(options.registry === undefined ? {} : { images: { registry: options.registry } }),
      });
    }
    app.synth();
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      log(`${error.message}\n${usage}`);
      return 2;
    }
    if (!(error instanceof SynthesisError || error instanceof ValidationError)) throw error;
    log(error.message);
    return 1;
  }
}

class UsageError extends Error {}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        size: { type: 'string' },
        registry: { type: 'string' },
        outdir: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (values.outdir === '') throw new UsageError('--outdir is empty, must name a folder');
    const names = positionals.length === 0 ? ['local'] : [...new Set(positionals)];
    return { ...values, help: values.help === true, names };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
