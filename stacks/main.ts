import { run } from './cli';

// The program of `npm start` and of `cdk8s synth`.
process.exitCode = run(process.argv.slice(2), (text) => process.stderr.write(`${text}\n`));
