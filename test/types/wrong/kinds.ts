import { App, Chart } from 'cdk8s';
import { jobset, trainer } from '../../../lib/api';

const chart = new Chart(new App(), 'chart');
const template = { spec: { template: { spec: { containers: [{ name: 'c', image: 'a/b:1' }] } } } };

new trainer.TrainJob(chart, 'right', { spec: { runtimeRef: { name: 'torch-distributed' }, trainer: { numNodes: 2 } } });
new jobset.JobSet(chart, 'right', {
  spec: { replicatedJobs: [{ name: 'a', template, dependsOn: [{ name: 'b', status: 'Ready' }] }] },
});

// @ts-expect-error no spec
new trainer.TrainJob(chart, 'wrong', {});
// @ts-expect-error no runtime
new trainer.TrainJob(chart, 'wrong', { spec: {} });
// @ts-expect-error no name of the runtime
new trainer.TrainJob(chart, 'wrong', { spec: { runtimeRef: {} } });
// @ts-expect-error a field that is none
new trainer.TrainJob(chart, 'wrong', { spec: { runtimeRef: { name: 'a' }, trainer: { nodes: 2 } } });
// @ts-expect-error a number as text
new trainer.TrainJob(chart, 'wrong', { spec: { runtimeRef: { name: 'a' }, trainer: { numNodes: '2' } } });
// @ts-expect-error a field of Kubernetes' own types that is none
new trainer.TrainJob(chart, 'wrong', { spec: { runtimeRef: { name: 'a' }, trainer: { env: [{ key: 'A' }] } } });
// @ts-expect-error a value outside of its enum
new trainer.TrainingRuntime(chart, 'wrong', { spec: { mlPolicy: { mpi: { mpiImplementation: 'MPICH' } } } });
// @ts-expect-error an empty policy takes nothing
new trainer.ClusterTrainingRuntime(chart, 'wrong', { spec: { mlPolicy: { torch: { numProcPerNode: 2 } } } });
// @ts-expect-error no template
new jobset.JobSet(chart, 'wrong', { spec: { replicatedJobs: [{ name: 'a' }] } });
const bare = { name: 'a', template: { spec: { template: { spec: {} } } } };
// @ts-expect-error no containers
new jobset.JobSet(chart, 'wrong', { spec: { replicatedJobs: [bare] } });
// @ts-expect-error another order
new jobset.JobSet(chart, 'wrong', { spec: { startupPolicy: { startupPolicyOrder: 'Ordered' } } });
