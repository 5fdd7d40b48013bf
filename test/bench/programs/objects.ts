import * as pulumi from '@pulumi/pulumi';
import { ApiObject, App, Chart } from 'cdk8s';
import { deploy } from '../../../lib/pulumi';
import { objectsOf } from '../objects';

// As many objects as the stack says. An API server alone takes them, and there is nothing to wait for.
const chart = new Chart(new App(), 'objects');
const count = new pulumi.Config().requireNumber('count');
objectsOf(count).forEach((object, index) => new ApiObject(chart, String(index), object));
deploy(chart, { objectOptions: () => ({ waitFor: 'nothing' }) });
