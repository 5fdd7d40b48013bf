import { App } from '../../../lib';
import { deploy } from '../../../lib/pulumi';
import { LocalStack } from '../../../stacks';
import { runnableComponents } from '../../cluster/support/runnable-components';

// What of the local platform the test cluster can run. All of it goes on destroy, so that the next round starts from nothing.
const app = new App();
new LocalStack(app, 'local', { components: runnableComponents });
deploy(app, { deleteOnDestroy: ['data', 'namespaces', 'crds'] });
