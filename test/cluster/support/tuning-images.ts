import { images as katib } from '../../../components/katib/version';
import { image as mysql } from '../../../components/mysql/version';
import { images as trainingOperator } from '../../../components/training-operator/version';
import { busyboxImage } from '../harness/busybox-image';
import type { Cluster } from '../harness/cluster';
import { katibProgramImage, katibServiceImage, trainingOperatorImage } from '../harness/katib-images';
import { mysqlImage } from '../harness/mysql-image';
import { trainingImage, trialImage } from '../harness/python-image';

/** The program of trials, `images/objective/objective.py`. */
export const TRIAL = 'keelson.test/trial:1';

/** The program of training jobs, `images/training/train.py`. */
export const TRAINING = 'keelson.test/training:1';

/** What the platform itself runs of Katib, and its database. */
const ofPlatform: readonly (() => Promise<string>)[] = [
  () => mysqlImage(mysql),
  () => katibProgramImage('katib-controller', katib.controller),
  () => katibProgramImage('katib-db-manager', katib.dbManager),
  () => katibProgramImage('katib-ui', katib.ui),
];

/** What an experiment with one of Goptuna's algorithms runs, and the programs of trials and training jobs. */
const ofSearch: readonly (() => Promise<string>)[] = [
  () => katibProgramImage('file-metrics-collector', katib.fileCollector),
  () => katibProgramImage('suggestion-goptuna', katib.goptuna),
  () => trialImage(TRIAL),
  () => trainingImage(TRAINING),
];

/** What the journeys' experiments run: services of algorithms, the collector, the Training Operator, programs of trials and jobs. */
const ofExperiments: readonly (() => Promise<string>)[] = [
  ...ofSearch,
  () => katibServiceImage('suggestion-optuna', katib.optuna),
  () => katibServiceImage('earlystopping-medianstop', katib.medianStop),
  () => trainingOperatorImage(trainingOperator.operator),
  () => busyboxImage(trainingOperator.waitForMaster),
];

/** The services of algorithms that no journey uses. */
const ofOtherAlgorithms: readonly (() => Promise<string>)[] = [
  () => katibServiceImage('suggestion-hyperopt', katib.hyperopt),
  () => katibServiceImage('suggestion-hyperband', katib.hyperband),
  () => katibServiceImage('suggestion-skopt', katib.skopt),
];

/** Gives the node what the platform runs of Katib, under upstream's names. Builds what the cache does not have. */
export function loadKatibImages(cluster: Cluster): Promise<void> {
  return load(cluster, ofPlatform);
}

/** Gives the node what the platform runs of Katib, and what an experiment with Goptuna's algorithms and a training job run. */
export function loadSearchImages(cluster: Cluster): Promise<void> {
  return load(cluster, [...ofPlatform, ...ofSearch]);
}

/** Gives the node what the journeys of tuning run, under upstream's names. Builds what the cache does not have. */
export function loadTuningImages(cluster: Cluster): Promise<void> {
  return load(cluster, [...ofPlatform, ...ofExperiments]);
}

/** Gives the node all images of hyperparameter tuning, under upstream's names. Builds what the cache does not have. */
export function loadAllTuningImages(cluster: Cluster): Promise<void> {
  return load(cluster, [...ofPlatform, ...ofExperiments, ...ofOtherAlgorithms]);
}

async function load(cluster: Cluster, builds: readonly (() => Promise<string>)[]): Promise<void> {
  // One after the other: builds and imports keep the disk busy enough.
  for (const build of builds) await cluster.loadImage(await build());
}
