import { App, Chart, Duration } from 'cdk8s';
import { TrainingOperator } from '../../../components/training-operator';
import { JAXJob, MPIJob, PaddleJob, PyTorchJob, TFJob, XGBoostJob } from '../../../lib/workloads/training';

const chart = new Chart(new App(), 'chart');
const image = 'r.example/a:1';
const tag = '${trialParameters.tag}';

new PyTorchJob(chart, 'right', { image, worker: { replicas: 3, gpus: 1 }, nprocPerNode: 'auto' });
new PyTorchJob(chart, 'right', { image: `r.example/a:${tag}`, master: false, elasticPolicy: { rdzvBackend: 'c10d' } });
new TFJob(chart, 'right', { image, chief: {}, ps: { replicas: 2 }, activeDeadline: Duration.hours(1) });
new MPIJob(chart, 'right', { image, launcher: { command: ['mpirun'] }, slotsPerWorker: 2 });
new XGBoostJob(chart, 'right', { image, master: { env: { A: 'b' } }, cleanPodPolicy: 'All' });
new PaddleJob(chart, 'right', { image, schedulingPolicy: { minAvailable: 2 } });
new JAXJob(chart, 'right', { image, podSecurity: 'restricted', gpuResource: 'acme.example/gpu' });
new TrainingOperator(chart, 'right', { kinds: ['PyTorchJob'], gangScheduler: 'ours' });

// @ts-expect-error no props
new JAXJob(chart, 'wrong');
// @ts-expect-error no image
new JAXJob(chart, 'wrong', { worker: {} });
// @ts-expect-error an image without tag and digest
new JAXJob(chart, 'wrong', { image: 'jax' });
// @ts-expect-error a prop that is none
new JAXJob(chart, 'wrong', { image, replicas: 2 });
// @ts-expect-error a role that there is not
new JAXJob(chart, 'wrong', { image, master: {} });
// @ts-expect-error workers as a number
new JAXJob(chart, 'wrong', { image, worker: 2 });
// @ts-expect-error workers as text
new JAXJob(chart, 'wrong', { image, worker: { replicas: '2' } });
// @ts-expect-error two masters
new PyTorchJob(chart, 'wrong', { image, master: { replicas: 2 } });
// @ts-expect-error processes of another sort
new PyTorchJob(chart, 'wrong', { image, nprocPerNode: 'tpu' });
// @ts-expect-error another backend
new PyTorchJob(chart, 'wrong', { image, elasticPolicy: { rdzvBackend: 'etcd-v3' } });
// @ts-expect-error a setting that is a number
new PyTorchJob(chart, 'wrong', { image, elasticPolicy: { rdzvConf: { timeout: 60 } } });
// @ts-expect-error another way to succeed
new TFJob(chart, 'wrong', { image, successPolicy: 'all' });
// @ts-expect-error two chiefs
new TFJob(chart, 'wrong', { image, chief: { replicas: 2 } });
// @ts-expect-error a standard that the operator's own container does not meet
new MPIJob(chart, 'wrong', { image, podSecurity: 'restricted' });
// @ts-expect-error slots as text
new MPIJob(chart, 'wrong', { image, slotsPerWorker: '2' });
// @ts-expect-error a job without a master
new XGBoostJob(chart, 'wrong', { image, master: false });
// @ts-expect-error an elastic policy, which the operator does nothing with
new PaddleJob(chart, 'wrong', { image, elasticPolicy: {} });
// @ts-expect-error seconds as a number
new PaddleJob(chart, 'wrong', { image, ttlAfterFinished: 3600 });
// @ts-expect-error another policy of cleaning
new PaddleJob(chart, 'wrong', { image, cleanPodPolicy: 'all' });
// @ts-expect-error another restart policy
new PaddleJob(chart, 'wrong', { image, worker: { restartPolicy: 'onFailure' } });
// @ts-expect-error a number in the environment
new PaddleJob(chart, 'wrong', { image, env: { EPOCHS: 90 } });
// @ts-expect-error an amount that is none
new PaddleJob(chart, 'wrong', { image, resources: { limits: { memory: '64GiB' } } });
// @ts-expect-error another manager
new PaddleJob(chart, 'wrong', { image, managedBy: 'kueue' });
// @ts-expect-error a kind that the operator does not run
new TrainingOperator(chart, 'wrong', { kinds: ['TrainJob'] });
// @ts-expect-error a scheduler that is none
new TrainingOperator(chart, 'wrong', { gangScheduler: true });
