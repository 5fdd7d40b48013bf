import * as pulumi from '@pulumi/pulumi';
import { App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { deploy } from '../../../lib/pulumi';

/** The program of `pulumi-charts.test.ts`: two apps of cdk8s, and nothing of Keelson's besides `deploy()`. */
const config = new pulumi.Config();

/** A ConfigMap in a chart of its own. */
function app(chart: string, id: string, data: Record<string, string>): App {
  const root = new App();
  // Beside an API server alone there is no garbage collector, which the provider's own way of deleting waits for.
  const annotations = { 'pulumi.com/deletionPropagationPolicy': 'background' };
  const metadata = { name: chart, annotations };
  new k8s.KubeConfigMap(new Chart(root, chart, { namespace: 'default' }), id, { metadata, data });
  return root;
}

const former = config.get('former');
deploy(app('first', config.get('id') ?? 'settings', { greeting: config.get('greeting') ?? 'hello' }), {
  objectOptions: () => ({
    ...(former === undefined ? {} : { aliases: [former] }),
    replaceOnChanges: ['data'],
  }),
});
deploy(app('second', 'settings', { greeting: 'hello' }));
