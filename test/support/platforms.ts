import { JobSet, Trainer } from '../../components';
import { App, Platform, PlatformProps } from '../../lib';

/** Components of the local environment that have all that scripts tell of: CRDs, gates, late stages, data. */
export const trainingAndTuning = ['jobset', 'trainer', 'mysql', 'katib'] as const;

/** A platform that trains and keeps no state: JobSet and Trainer, with CRDs, gates, webhooks and a late stage. */
export function trainingPlatform(app: App, props?: PlatformProps): Platform {
  const platform = new Platform(app, 'local', props);
  new Trainer(platform, 'trainer', { jobsets: new JobSet(platform, 'jobset') });
  return platform;
}
