import { images as katib } from '../../../components/katib/version';
import { images as kserve } from '../../../components/kserve/version';
import { image as mysql } from '../../../components/mysql/version';
import { images as trainingOperator } from '../../../components/training-operator/version';
import { generatorImage } from '../../../lib/core/generated-secret';
import { busyboxImage } from '../harness/busybox-image';
import { katibServiceImage } from '../harness/katib-images';
import { servingImage, storageInitializerImage } from '../harness/kserve-images';
import { mysqlImage } from '../harness/mysql-image';
import { curlImage, trainingImage, trialImage } from '../harness/python-image';
import { missingFor } from '../harness/requirements';
import { SERVER } from './serving';
import { TRIAL } from './tuning-images';

/** The images that are made of packages and not of tools: these can be made while the tools are built. */
const images: Readonly<Record<string, () => Promise<string>>> = {
  training: () => trainingImage(),
  trial: () => trialImage(TRIAL),
  curl: () => curlImage(generatorImage),
  mysql: () => mysqlImage(mysql),
  busybox: () => busyboxImage(trainingOperator.waitForMaster),
  serving: () => servingImage(SERVER),
  'storage initializer': () => storageInitializerImage(kserve.storageInitializer),
  optuna: () => katibServiceImage('suggestion-optuna', katib.optuna),
  hyperopt: () => katibServiceImage('suggestion-hyperopt', katib.hyperopt),
  hyperband: () => katibServiceImage('suggestion-hyperband', katib.hyperband),
  skopt: () => katibServiceImage('suggestion-skopt', katib.skopt),
  medianstop: () => katibServiceImage('earlystopping-medianstop', katib.medianStop),
};

async function main(): Promise<void> {
  const missing = missingFor(3);
  if (missing.length > 0) {
    console.log(`no images are made, this machine lacks: ${missing.join(', ')}`);
    return;
  }
  for (const [name, make] of Object.entries(images)) {
    const start = Date.now();
    await make();
    console.log(`made the image ${name} in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
