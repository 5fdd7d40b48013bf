import { images as jobset } from '../../../components/jobset/version';
import { images as katib } from '../../../components/katib/version';
import { image as mysql } from '../../../components/mysql/version';
import { images as trainer } from '../../../components/trainer/version';
import { generatorImage } from '../../../lib/core/generated-secret';
import { toolPath } from '../harness/build';
import { controllerImage } from '../harness/image';
import { katibProgramImage } from '../harness/katib-images';
import { mysqlImage } from '../harness/mysql-image';
import { curlImage, trainingImage } from '../harness/python-image';
import { servingImages } from '../support/serving-images';

/** The program of the example: the image that the harness makes. */
export const TRAINING_IMAGE = 'keelson.test/training:1';

const builds: Readonly<Record<string, () => Promise<string>>> = {
  jobset: async () => controllerImage(jobset.manager, await toolPath('jobset', 'jobset-controller'), '/manager'),
  trainer: async () =>
    controllerImage(trainer.manager, await toolPath('trainer', 'trainer-controller-manager'), '/manager'),
  'curl, for generated secrets': () => curlImage(generatorImage),
  mysql: () => mysqlImage(mysql),
  'katib controller': () => katibProgramImage('katib-controller', katib.controller),
  'katib database manager': () => katibProgramImage('katib-db-manager', katib.dbManager),
  'katib user interface': () => katibProgramImage('katib-ui', katib.ui),
  ...servingImages,
  'training program': () => trainingImage(TRAINING_IMAGE),
};

/** From when on a build is worth a line: what the cache has takes less. */
const SLOW_SECONDS = 5;

/** Makes the images of the local platform and of the example, as tar files whose names tell their content. */
export async function makeImages(): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, build] of Object.entries(builds)) {
    const start = Date.now();
    paths.push(await build());
    const seconds = Math.round((Date.now() - start) / 1000);
    if (seconds >= SLOW_SECONDS) console.log(`  made the image of ${name} in ${seconds} s`);
  }
  return paths;
}
