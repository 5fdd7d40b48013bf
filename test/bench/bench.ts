import { clusterFigures } from './cluster-figures';
import { pipelineFigures } from './pipeline-figures';
import { line, show } from './report';
import { best } from './run-scenario';

/*
 * Figures of one run on one machine. Only their ratios mean something elsewhere.
 */

const [platform, bare] = best([
  ['synth-platform', 9],
  ['synth-bare', 9],
]);
const [cdk8s, keelson] = best([
  ['load-cdk8s', 1],
  ['load-keelson', 1],
]);
const counts = [10, 100, 1000];
const growth = best(counts.map((count) => ['train-jobs', count] as const));
const tuning = best(counts.map((count) => ['experiments', count] as const));
// The large ones take long: two rounds must do.
const [few, many, fewBare, manyBare] = best(
  [
    ['registration', 1000],
    ['registration', 10_000],
    ['bare-registration', 1000],
    ['bare-registration', 10_000],
  ],
  2,
);
if (platform === undefined || bare === undefined || cdk8s === undefined || keelson === undefined) process.exit(1);
if (few === undefined || many === undefined || fewBare === undefined || manyBare === undefined) process.exit(1);

const [, hundred, thousand] = growth;
line(
  'synth, local platform / bare ApiObjects',
  `${(platform.ms / bare.ms).toFixed(2)} x`,
  `${show(platform.ms)} / ${show(bare.ms)}, aim at most 1.5`,
);
line(
  'load, keelson above cdk8s',
  show(keelson.ms),
  `cdk8s itself ${show(cdk8s.ms)}, ratio ${(keelson.ms / cdk8s.ms).toFixed(2)}, aim 200 ms`,
);
line(
  'peak memory, local platform / bare',
  `${(platform.rss / bare.rss).toFixed(2)} x`,
  `${platform.rss.toFixed(0)} MiB / ${bare.rss.toFixed(0)} MiB`,
);
line(
  'synth of 10, 100, 1000 TrainJobs',
  `${((thousand?.ms ?? NaN) / (hundred?.ms ?? NaN) / 10).toFixed(2)} x`,
  `${growth.map((result) => show(result.ms)).join(', ')}; 1000 against ten times 100, aim 1 (linear)`,
);
line(
  'synth of 10, 100, 1000 Experiments',
  `${((tuning[2]?.ms ?? NaN) / (tuning[1]?.ms ?? NaN) / 10).toFixed(2)} x`,
  `${tuning.map((result) => show(result.ms)).join(', ')}; 1000 against ten times 100, aim 1 (linear)`,
);
line(
  'peak memory with 1000 TrainJobs',
  `${(thousand?.rss ?? NaN).toFixed(0)} MiB`,
  `with 10: ${growth[0]?.rss.toFixed(0)} MiB`,
);
line(
  'Pulumi, registration of 1000, 10000 objects',
  `${(many.ms / few.ms / 10).toFixed(2)} x`,
  `${show(few.ms / 1000)}, ${show(many.ms / 10_000)} per object; aim 1 (linear)`,
);
line(
  'the same by resources without deploy()',
  `${(manyBare.ms / fewBare.ms / 10).toFixed(2)} x`,
  `${show(fewBare.ms / 1000)}, ${show(manyBare.ms / 10_000)} per object; deploy() takes ${(many.ms / manyBare.ms).toFixed(2)} times as long`,
);
void pipelineFigures().then(clusterFigures);
