import { Construct } from 'constructs';
import { JobSet, Katib, Mysql, Trainer } from '../components';
import { Platform, PlatformProps } from '../lib/core';

/** Props of {@link LocalStack}. */
export type LocalStackProps = PlatformProps;

/**
 * The platform for one machine: kind, k3d, minikube. Everything runs in the cluster, at the smallest size.
 */
export class LocalStack extends Platform {
  readonly jobset: JobSet;
  readonly trainer: Trainer;
  readonly mysql: Mysql;
  readonly katib: Katib;

  constructor(scope: Construct, id = 'local', props: LocalStackProps = {}) {
    super(scope, id, { ...props, size: props.size ?? 'laptop' });
    this.jobset = new JobSet(this, 'jobset');
    this.trainer = new Trainer(this, 'trainer', { jobsets: this.jobset });
    this.mysql = new Mysql(this, 'mysql');
    this.katib = new Katib(this, 'katib', { database: this.mysql, trialKinds: [this.trainer] });
  }
}
