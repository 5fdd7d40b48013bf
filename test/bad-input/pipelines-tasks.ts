import { artifact, component, importer, parameter, pipeline, run, text } from '../../lib/workloads';
import { Loose, parts, wrong, WrongPipeline, wrongTask } from './pipelines-base';

const { prepare, train, evaluate, say, tell, nothing } = parts;
const inner = pipeline({ name: 'inner', inputs: { day: parameter.string({ default: 'x' }) } }, (p, { day }) =>
  p.task(say, { what: day }),
);

/** A value of a pipeline that is none of those around. */
function stranger(): Loose {
  let found: Loose;
  pipeline({ name: 'other', inputs: { day: parameter.string() } }, (p, { day }) => {
    found = { day, task: p.task(say) };
  });
  return found;
}

/** Wrong tasks: their arguments, and options of all kinds of tasks. */
export const wrongTasks: readonly WrongPipeline[] = [
  wrong(
    'a task of nothing',
    (p) => p.task(undefined),
    '[pipeline "wrong"] a task of undefined is asked for, must be of a component or a pipeline',
    '[pipeline "wrong"] it has no tasks, and needs at least one',
  ),
  wrong(
    'a task of a text',
    (p) => {
      p.task(nothing);
      p.task('train');
    },
    '[pipeline "wrong"] a task of "train" is asked for, must be of a component or a pipeline',
  ),
  wrong(
    'no argument for a required input',
    (p) => p.task(train),
    '[pipeline "wrong" / task "train"] "data" is missing, must be of type system.Dataset',
  ),
  wrong(
    'an input that is none',
    (p) => p.task(say, { wat: 'x' }),
    '[pipeline "wrong" / task "say"] "wat" is not an input of "say", did you mean "what"?',
  ),
  wrong(
    'an argument for a component without inputs',
    (p) => p.task(nothing, { what: 'x' }),
    '[pipeline "wrong" / task "nothing"] "what" is not an input of "nothing", it has none',
  ),
  wrong(
    'a dataset where a model is wanted',
    (p) => p.task(evaluate, { model: p.task(prepare, { day: 'x' }).outputs.data }),
    '[pipeline "wrong" / task "evaluate"] "model" is the output "data" of task "prepare", of type system.Dataset, must be of type system.Model',
  ),
  wrong(
    'a text where a whole number is wanted',
    (p) => p.task(prepare, { day: 'x', rows: '10' }),
    '[pipeline "wrong" / task "prepare"] "rows" is "10", must be of type integer',
  ),
  wrong(
    'a fraction where a whole number is wanted',
    (p) => p.task(prepare, { day: 'x', rows: 1.5 }),
    '[pipeline "wrong" / task "prepare"] "rows" is 1.5, must be of type integer',
  ),
  wrong(
    'an input of text where a whole number is wanted',
    (p, { day }) => p.task(prepare, { day, rows: day }),
    '[pipeline "wrong" / task "prepare"] "rows" is the input "day", of type string, must be of type integer',
  ),
  wrong(
    'a whole number where a number is wanted',
    (p, { count }) => p.task(train, { data: p.task(prepare, { day: 'x' }).outputs.data, rate: count }),
    '[pipeline "wrong" / task "train"] "rate" is the input "count", of type integer, must be of type double',
  ),
  wrong(
    'a list where a struct is wanted',
    (p) => p.task(train, { data: p.task(prepare, { day: 'x' }).outputs.data, extra: [1], tags: { a: 1 } }),
    '[pipeline "wrong" / task "train"] "tags" is {"a":1}, must be of type list',
    '[pipeline "wrong" / task "train"] "extra" is [1], must be of type struct',
  ),
  wrong(
    'a number where true or false is wanted',
    (p) => p.task(train, { data: p.task(prepare, { day: 'x' }).outputs.data, deep: 1 }),
    '[pipeline "wrong" / task "train"] "deep" is 1, must be of type boolean',
  ),
  wrong(
    'a date in a list',
    (p) => p.task(train, { data: p.task(prepare, { day: 'x' }).outputs.data, tags: [new Date(0)] }),
    '[pipeline "wrong" / task "train"] "tags" is ["1970-01-01T00:00:00.000Z"], must be of type list',
  ),
  wrong(
    'a parameter where an artifact is wanted',
    (p, { day }) => p.task(evaluate, { model: day }),
    '[pipeline "wrong" / task "evaluate"] "model" is the input "day", of type string, must be of type system.Model',
  ),
  wrong(
    'an artifact where a parameter is wanted',
    (p) => p.task(say, { what: p.task(prepare, { day: 'x' }).outputs.data }),
    '[pipeline "wrong" / task "say"] "what" is the output "data" of task "prepare", of type system.Dataset, must be of type string',
  ),
  wrong(
    'a text where an artifact is wanted',
    (p) => p.task(evaluate, { model: 's3://a/b' }),
    '[pipeline "wrong" / task "evaluate"] "model" is "s3://a/b", must be of type system.Model',
  ),
  wrong(
    'a list of models where a model is wanted',
    (p) =>
      p.task(evaluate, { model: p.task(train, { data: p.task(prepare, { day: 'x' }).outputs.data }).outputs.parts }),
    '[pipeline "wrong" / task "evaluate"] "model" is the output "parts" of task "train", of type list of system.Model, must be of type system.Model',
  ),
  wrong(
    'a model of another major version',
    (p) => {
      const made = component({
        name: 'make',
        image: 'a:1',
        command: ['m'],
        outputs: { m: artifact.custom({ schemaTitle: 'acme.Net', schemaVersion: '2.0.0' }) },
      });
      const used = component({
        name: 'use',
        image: 'a:1',
        command: ['u'],
        inputs: { m: artifact.custom({ schemaTitle: 'acme.Net', schemaVersion: '1.0.0' }) },
      });
      p.task(used, { m: p.task(made).outputs.m });
    },
    '[pipeline "wrong" / task "use"] "m" is the output "m" of task "make", of type acme.Net 2.0.0, must be of type acme.Net 1.0.0',
  ),
  wrong(
    'an output that is none',
    (p) => p.task(evaluate, { model: p.task(nothing).outputs.model }),
    '[pipeline "wrong" / task "evaluate"] "model" is missing, must be of type system.Model',
  ),
  wrong(
    'null where a value is wanted',
    (p) => p.task(prepare, { day: null }),
    '[pipeline "wrong" / task "prepare"] "day" is null, must be of type string',
  ),
  wrong(
    'a status, which KFP alone gives',
    (p) => p.task(tell, { status: 'x' }, { ignoreUpstreamFailure: true, after: [p.task(nothing)] }),
    '[pipeline "wrong" / task "tell"] "status" is filled in by KFP; leave it out',
  ),
  wrong(
    'a status in an ordinary task',
    (p) => p.task(tell),
    '[pipeline "wrong" / task "tell"] "status" takes how other tasks ended, which only exit tasks and tasks with "ignoreUpstreamFailure" get',
  ),
  wrong(
    'an artifact in a text',
    (p) => p.task(say, { what: text`at ${p.task(prepare, { day: 'x' }).outputs.data}` }),
    '[pipeline "wrong" / task "say"] "what" has the output "data" of task "prepare" in its text, which is an artifact; give it to an input of its own',
  ),
  wrong(
    'the name of the run within a text',
    (p) => p.task(say, { what: text`run ${run.displayName}` }),
    '[pipeline "wrong" / task "say"] "what" has "{{$.pipeline_job_name}}" within a text, where KFP 2.16 does not fill it in; give it alone',
  ),
  wrong(
    'a value of another pipeline',
    (p) => p.task(say, { what: stranger().day }),
    '[pipeline "wrong" / task "say"] "what" is the input "day" of the pipeline "other"; give it to an input of this pipeline',
  ),
  wrong(
    'an output of another pipeline',
    (p) => p.task(say, { what: text`a ${stranger().task.outputs.said}` }),
    '[pipeline "wrong" / task "say"] "what" is the output "said" of task "say" of the pipeline "other"; give it to an input of this pipeline',
  ),
  wrong(
    'after a task of another pipeline',
    (p) => p.task(nothing, {}, { after: [stranger().task] }),
    '[pipeline "wrong" / task "nothing"] "after" names task "say" of the pipeline "other", must name tasks of this pipeline',
  ),
  wrong(
    'after a component',
    (p) => p.task(nothing, {}, { after: [say] }),
    '[pipeline "wrong" / task "nothing"] "after" has {"name":"say","inputs":{"what":{"default":"hello","kind":"parameter","type":"..., must have tasks',
  ),
  wrong(
    'after one task that is no list',
    (p) => p.task(nothing, {}, { after: p.task(say) }),
    '[pipeline "wrong" / task "nothing"] "after" is {"name":"say","outputs":{"said":{"kind":"parameter","type":"string","of":"str..., must be a list of tasks',
  ),
  wrong(
    'tasks that wait for each other',
    (p) => {
      const after: Loose[] = [];
      const first = p.task(say, {}, { after });
      const second = p.task(say, { what: first.outputs.said });
      after.push(p.task(nothing, {}, { after: [second] }));
    },
    '[pipeline "wrong"] "say" waits for "nothing" waits for "say-2" waits for "say"; break the circle',
  ),
  wrong(
    'a task that waits for itself',
    (p) => {
      const after: Loose[] = [];
      after.push(p.task(say, {}, { after }));
    },
    '[pipeline "wrong" / task "say"] "after" names the task itself',
  ),
  wrong(
    'two tasks of one name',
    (p) => {
      p.task(say, {}, { name: 'greet' });
      p.task(say, {}, { name: 'greet' });
    },
    '[pipeline "wrong" / task "greet"] "name" is taken by another task of the pipeline; choose another',
  ),
  wrongTask(
    'a name with capitals',
    { name: 'My Task' },
    '[pipeline "wrong" / task "My Task"] "name" must have lower case letters, digits and single "-" within, such as "my-task"',
  ),
  wrongTask(
    'a name of a group',
    { name: 'condition-2' },
    '[pipeline "wrong" / task "condition-2"] "name" is one that KFP gives to groups; choose another',
  ),
  wrongTask(
    'options that are none',
    'fast',
    '[pipeline "wrong" / task "nothing"] its options are "fast", must be an object',
  ),
  wrongTask(
    'an option that is none',
    { cpuLimits: '1' },
    '[pipeline "wrong" / task "nothing"] "cpuLimits" is not an option of a task, did you mean "cpuLimit"?',
  ),
  wrongTask(
    'an empty display name',
    { displayName: '' },
    '[pipeline "wrong" / task "nothing"] "displayName" is "", must be a text that is not empty',
  ),
  wrongTask(
    'a key of the cache that is empty',
    { cache: '' },
    '[pipeline "wrong" / task "nothing"] "cache" is "", must be true, false or a key',
  ),
  wrongTask(
    'failures that are ignored at times',
    { ignoreUpstreamFailure: 'sometimes' },
    '[pipeline "wrong" / task "nothing"] "ignoreUpstreamFailure" is "sometimes", must be true or false',
  ),
  wrongTask(
    'half a retry',
    { retry: 0.5 },
    '[pipeline "wrong" / task "nothing"] "retry" is 0.5, must be a whole number from 0, or an object such as { count: 2 }',
  ),
  wrongTask(
    'a retry as text',
    { retry: 'twice' },
    '[pipeline "wrong" / task "nothing"] "retry" is "twice", must be a whole number from 0, or an object such as { count: 2 }',
  ),
  wrongTask(
    'a wrong retry',
    { retry: { count: -1, backoff: '30s', factor: 0, maxBackoff: 7200 } },
    '[pipeline "wrong" / task "nothing"] "retry.count" is -1, must be a whole number from 0',
    '[pipeline "wrong" / task "nothing"] "retry.backoff" is "30s", must be a whole number of seconds from 0',
    '[pipeline "wrong" / task "nothing"] "retry.factor" is 0, must be a number above 0',
    '[pipeline "wrong" / task "nothing"] "retry.maxBackoff" is 7200, must be at most an hour, 3600',
  ),
  wrong(
    'an input that is needed after a failure',
    (p) => p.task(prepare, { day: p.task(say).outputs.said }, { ignoreUpstreamFailure: true }),
    '[pipeline "wrong" / task "prepare"] "day" is the output "said" of task "say", which is not there if that failed; with "ignoreUpstreamFailure", it must be optional',
  ),
  wrong(
    'a status of nobody',
    (p) => p.task(tell, {}, { ignoreUpstreamFailure: true }),
    '[pipeline "wrong" / task "tell"] it takes how a task ended, and waits for none in its group; let it wait for one',
  ),
  wrong(
    'a status of two tasks',
    (p) => p.task(tell, {}, { ignoreUpstreamFailure: true, after: [p.task(say), p.task(nothing)] }),
    '[pipeline "wrong" / task "tell"] it takes how a task ended, and waits for "nothing", "say" in its group; let it wait for one',
  ),
  wrong(
    'resources of a pipeline',
    (p) => p.task(inner, {}, { cpuLimit: '1' }),
    '[pipeline "wrong" / task "inner"] "cpuLimit" is not an option of a pipeline within a pipeline',
  ),
  wrong(
    'a retry of a pipeline',
    (p) => p.task(inner, {}, { retry: 2 }),
    '[pipeline "wrong" / task "inner"] "retry" is given to a pipeline within a pipeline, which KFP 2.16 does not try again; give it to the tasks in it',
  ),
  wrong(
    'an environment of an importer',
    (p) => p.task(importer({ artifact: artifact.model() }), { uri: 's3://a/b' }, { env: { A: 'b' } }),
    '[pipeline "wrong" / task "importer"] "env" is not an option of an importer',
  ),
  wrong(
    'an importer of no place',
    (p) => p.task(importer({ artifact: artifact.model() }), { uri: 'models/a' }),
    '[pipeline "wrong" / task "importer"] "uri" is "models/a", must start with gs://, s3://, minio:// or oci://',
  ),
  wrong(
    'an importer of a dataset from a registry',
    (p) => p.task(importer({ artifact: artifact.dataset() }), { uri: 'oci://a/b' }),
    '[pipeline "wrong" / task "importer"] "uri" is "oci://a/b", from which KFP takes models alone; the artifact is a system.Dataset',
  ),
  wrong(
    'an importer of an output',
    (p) => p.task(importer({ artifact: artifact.model() }), { uri: p.task(say).outputs.said }),
    '[pipeline "wrong" / task "importer"] "uri" is the output "said" of task "say", but KFP 2.16 reads it from inputs of the pipeline alone',
  ),
  wrong(
    'an importer of a text with values',
    (p, { day }) => p.task(importer({ artifact: artifact.model() }), { uri: text`s3://a/${day}` }),
    '[pipeline "wrong" / task "importer"] "uri" is a text with values in it, which KFP 2.16 does not put together here; make it in a task before the run',
  ),
  wrong(
    'an importer into a workspace that is none',
    (p) => p.task(importer({ artifact: artifact.model(), downloadToWorkspace: true }), { uri: 's3://a/b' }),
    '[pipeline "wrong" / task "importer"] "downloadToWorkspace" is true, but the pipeline has no "workspace"',
  ),
  wrong(
    'a path in a workspace that is none',
    (p) => p.task(say, { what: text`${run.workspacePath}/a` }),
    '[pipeline "wrong" / task "say"] "what" is in the workspace, but the pipeline has no "workspace"',
  ),
  wrong(
    'a pipeline within that has a workspace and a root',
    (p) => p.task(pipeline({ name: 'b', workspace: { size: '1Gi' }, root: 's3://a/b' }, (q) => q.task(nothing))),
    '[pipeline "wrong" / task "b"] the pipeline "b" has "workspace", which KFP takes from the outermost pipeline alone',
    '[pipeline "wrong" / task "b"] the pipeline "b" has "root", which KFP takes from the outermost pipeline alone',
  ),
  wrong(
    'a pipeline within that is wrong itself',
    (p) => p.task(pipeline({ name: 'b' }, (q) => q.task(prepare, {} as Loose))),
    '[pipeline "b" / task "prepare"] "day" is missing, must be of type string',
  ),
];
