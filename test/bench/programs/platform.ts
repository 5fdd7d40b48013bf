import { App } from '../../../lib';
import { deploy } from '../../../lib/pulumi';
import { LocalStack } from '../../../stacks';

// The local platform. All of it goes on destroy, so that the next round starts from nothing.
const app = new App();
new LocalStack(app);
deploy(app, { deleteOnDestroy: ['data', 'namespaces', 'crds'] });
