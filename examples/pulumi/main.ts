import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { App, ImageName } from '../../lib';
import { deploy } from '../../lib/pulumi';
import { visionPlatform } from './platform';

const config = new pulumi.Config();
const app = new App();
const job = visionPlatform(app, { image: config.get<ImageName>('image') });

const deployed = deploy(app);

/** What Trainer says of the job once it is complete: `pulumi up` ends after it. */
export const training = deployed.resource(ApiObject.of(job)).status;
