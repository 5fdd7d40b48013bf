import { App, Chart, Duration } from 'cdk8s';
import { SecretSource } from '../../../lib';
import { existingRuntime, TrainingRuntime, TrainJob } from '../../../lib/workloads';

const chart = new Chart(new App(), 'chart');
const runtime = 'torch-distributed';

new TrainJob(chart, 'right', { runtime, numNodes: 2, env: { A: 'b', T: { secretKeyRef: { name: 's', key: 'k' } } } });
new TrainJob(chart, 'right', {
  runtime: existingRuntime('theirs'),
  image: 'r.example/a:1',
  activeDeadline: Duration.hours(1),
});
new TrainJob(chart, 'right', {
  runtime: new TrainingRuntime(chart, 'mine', { policy: 'torch', image: 'a/b@sha256:00' }),
  gpuResource: 'acme.example/gpu',
});
new TrainJob(chart, 'right', {
  runtime: 'torchtune-llama3.2-1b',
  dataset: { storageUri: 'hf://a/b', secret: SecretSource.existing('hub') },
});

// @ts-expect-error no runtime
new TrainJob(chart, 'wrong', {});
// @ts-expect-error no props
new TrainJob(chart, 'wrong');
// @ts-expect-error a runtime that the release does not bring
new TrainJob(chart, 'wrong', { runtime: 'torch-distribute' });
// @ts-expect-error a runtime object without a name
new TrainJob(chart, 'wrong', { runtime: { kind: 'TrainingRuntime' } });
// @ts-expect-error a prop that is none
new TrainJob(chart, 'wrong', { runtime, nodes: 2 });
// @ts-expect-error nodes as text
new TrainJob(chart, 'wrong', { runtime, numNodes: '2' });
// @ts-expect-error an image without tag and digest
new TrainJob(chart, 'wrong', { runtime, image: 'resnet' });
// @ts-expect-error a number in the environment
new TrainJob(chart, 'wrong', { runtime, env: { EPOCHS: 90 } });
// @ts-expect-error a variable that may not be there
new TrainJob(chart, 'wrong', { runtime, env: { TOKEN: process.env.TOKEN } });
// @ts-expect-error a source that is none
new TrainJob(chart, 'wrong', { runtime, env: { TOKEN: { secretRef: { name: 's' } } } });
// @ts-expect-error a place without a scheme
new TrainJob(chart, 'wrong', { runtime, dataset: { storageUri: 'acme/corpus' } });
// @ts-expect-error a secret's name in the place of a source
new TrainJob(chart, 'wrong', { runtime, model: { secret: 'hub' } });
// @ts-expect-error seconds as a number
new TrainJob(chart, 'wrong', { runtime, activeDeadline: 3600 });
// @ts-expect-error an amount that is none
new TrainJob(chart, 'wrong', { runtime, resourcesPerNode: { limits: { memory: '64GiB' } } });
// @ts-expect-error a standard that jobs cannot ask for
new TrainJob(chart, 'wrong', { runtime, podSecurity: 'baseline' });
// @ts-expect-error a command as one text
new TrainJob(chart, 'wrong', { runtime, command: 'python train.py' });
// @ts-expect-error a patch of nobody
new TrainJob(chart, 'wrong', { runtime, patches: [{ trainingRuntimeSpec: {} }] });
// @ts-expect-error a field that a patch cannot set
new TrainJob(chart, 'wrong', { runtime, patches: [{ manager: 'a.example/b', trainingRuntimeSpec: { mlPolicy: {} } }] });

// @ts-expect-error a policy that is none
new TrainingRuntime(chart, 'wrong', { policy: 'pytorch', image: 'a/b:1' });
// @ts-expect-error no image
new TrainingRuntime(chart, 'wrong', { policy: 'torch' });
// @ts-expect-error a scope that is none
new TrainingRuntime(chart, 'wrong', { policy: 'torch', image: 'a/b:1', scope: 'clusters' });
// @ts-expect-error an SSH server without a port
new TrainingRuntime(chart, 'wrong', { policy: 'mpi', image: 'a/b:1', sshd: { command: ['sshd'] } });
// @ts-expect-error a kind of runtime that is none
existingRuntime('theirs', { kind: 'Runtime' });
// @ts-expect-error no store
SecretSource.external({ values: { token: 'hub/token' } });
