import { artifact, importer, parameter, pipeline, pythonComponent } from '../../lib/workloads';
import { Loose, messagesOf, parts, wrong, wrongComponent, wrongOptions, WrongPipeline } from './pipelines-base';

const model = { model: artifact.model() };

/** Pipelines whose own options, inputs and outputs are wrong, and wrong components. */
export const wrongPipelineOptions: readonly WrongPipeline[] = [
  wrongOptions(
    'no name',
    {},
    '[pipeline "undefined"] "name" is undefined, must be at most 128 lower case letters, digits and "-", and start with no "-"',
  ),
  wrongOptions(
    'a name with capitals',
    { name: 'Train' },
    '[pipeline "Train"] "name" is "Train", must be at most 128 lower case letters, digits and "-", and start with no "-"',
  ),
  wrongOptions(
    'a name with a leading dash',
    { name: '-train' },
    '[pipeline "-train"] "name" is "-train", must be at most 128 lower case letters, digits and "-", and start with no "-"',
  ),
  wrongOptions(
    'a name that is too long',
    { name: 'a'.repeat(129) },
    '[pipeline "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] "name" is "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..., must be at most 128 lower case letters, digits and "-", and start with no "-"',
  ),
  wrongOptions(
    'an empty display name',
    { name: 'a', displayName: '' },
    '[pipeline "a"] "displayName" is "", must be a text that is not empty',
  ),
  wrongOptions(
    'a description that is a number',
    { name: 'a', description: 3 },
    '[pipeline "a"] "description" is 3, must be a text that is not empty',
  ),
  wrongOptions(
    'a root of another kind',
    { name: 'a', root: 'hdfs://a/b' },
    '[pipeline "a"] "root" is "hdfs://a/b", must start with gs://, s3:// or minio://',
  ),
  wrongOptions(
    'an option that is none',
    { name: 'a', input: {} },
    '[pipeline "a"] "input" is not an option of a pipeline, did you mean "inputs"?',
  ),
  wrongOptions(
    'a workspace without a size',
    { name: 'a', workspace: {} },
    '[pipeline "a"] "workspace.size" is undefined, must be an amount such as "10Gi"',
  ),
  wrongOptions(
    'a workspace as text',
    { name: 'a', workspace: '1Gi' },
    `[pipeline "a"] "workspace" is "1Gi", must be an object such as { size: '10Gi' }`,
  ),
  wrongOptions(
    'an access mode that is none',
    { name: 'a', workspace: { size: '1Gi', accessModes: ['RWX'] } },
    '[pipeline "a"] "workspace.accessModes" is "RWX", must be one of "ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"',
  ),
  wrongOptions(
    'inputs as a list',
    { name: 'a', inputs: ['day'] },
    '[pipeline "a"] "inputs" is ["day"], must be an object such as { data: artifact.dataset() }',
  ),
  wrongOptions(
    'an input that is no declaration',
    { name: 'a', inputs: { day: 'string' } },
    '[pipeline "a"] "inputs.day" is "string", must be made by "parameter" or "artifact"',
  ),
  wrongOptions(
    'an input of a type that is none',
    { name: 'a', inputs: { day: { kind: 'parameter', type: 'strin' } } },
    '[pipeline "a"] "inputs.day" is of type "strin", must be one of "integer", "double", "string", "boolean", "list", "struct", did you mean "string"?',
  ),
  wrongOptions(
    'an input with a bad name',
    { name: 'a', inputs: { '1 day': parameter.string() } },
    '[pipeline "a"] "inputs.1 day" must have a name of letters, digits, "_" and "-" that starts with a letter',
  ),
  wrongOptions(
    'an input with a name of the compiler',
    { name: 'a', inputs: { 'pipelinechannel--day': parameter.string() } },
    `[pipeline "a"] "inputs.pipelinechannel--day" has a name that KFP's compiler keeps for itself`,
  ),
  wrongOptions(
    'an input that only tasks have',
    { name: 'a', inputs: { status: parameter.taskFinalStatus() } },
    '[pipeline "a"] "inputs.status" is filled in by KFP, which only tasks get',
  ),
  wrongOptions(
    'a default of another type',
    { name: 'a', inputs: { n: parameter.integer({ default: 1.5 }) } },
    '[pipeline "a"] "inputs.n.default" is 1.5, must be of type integer',
  ),
  wrongOptions(
    'literals that are none',
    { name: 'a', inputs: { n: parameter.string({ literals: [] }) } },
    '[pipeline "a"] "inputs.n.literals" is [], must be a list of the values that are allowed',
  ),
  wrongOptions(
    'a literal of another type',
    { name: 'a', inputs: { n: parameter.integer({ literals: [1, 'b' as Loose] }) } },
    '[pipeline "a"] "inputs.n.literals" has "b", must have values of type integer',
  ),
  wrongOptions(
    'a default that is no literal',
    { name: 'a', inputs: { n: parameter.integer({ literals: [1, 2], default: 3 }) } },
    '[pipeline "a"] "inputs.n.default" is 3, must be one of its literals 1, 2',
  ),
  wrongOptions(
    'an output that is optional',
    { name: 'a', outputs: { m: artifact.model({ optional: true }) } },
    '[pipeline "a"] "outputs.m" is optional or has a default, which only inputs can; leave it out',
    '[pipeline "a"] "outputs.m" is not returned; return a value of type system.Model for it',
  ),
  wrongOptions(
    'an output that KFP fills',
    { name: 'a', outputs: { m: parameter.taskFinalStatus() as Loose } },
    '[pipeline "a"] "outputs.m" is filled in by KFP, which only inputs are; make it with "parameter" or "artifact"',
  ),
  wrongOptions(
    'an artifact type without a namespace',
    { name: 'a', inputs: { m: artifact.custom({ schemaTitle: 'Model' }) } },
    '[pipeline "a"] "inputs.m.schemaTitle" is "Model", must be a namespace and a name such as "google.VertexModel"',
  ),
  wrongOptions(
    'an artifact type without a version',
    { name: 'a', inputs: { m: artifact.custom({ schemaTitle: 'a.B', schemaVersion: '1' }) } },
    '[pipeline "a"] "inputs.m.schemaVersion" is "1", must be three numbers such as "0.0.1"',
  ),
  wrong('no tasks', () => undefined, '[pipeline "wrong"] it has no tasks, and needs at least one'),
  {
    name: 'a task after the end',
    problems: ['[pipeline "wrong"] a task of "say" comes after the pipeline was written'],
    found: (): readonly string[] => {
      let late: Loose;
      const written = pipeline({ name: 'wrong' }, (p) => {
        late = p;
        p.task(parts.nothing);
      });
      late.task(parts.say);
      return messagesOf(written);
    },
  },
  {
    name: 'an output that is not returned',
    problems: ['[pipeline "wrong"] "outputs.model" is not returned; return a value of type system.Model for it'],
    found: () =>
      messagesOf(
        pipeline({ name: 'wrong', outputs: model }, ((p: Loose) => {
          p.task(parts.nothing);
        }) as Loose),
      ),
  },
  {
    name: 'outputs of other kinds',
    problems: [
      '[pipeline "wrong"] "outputs.model" is the output "accuracy" of task "train", of type double, must be of type system.Model',
      '[pipeline "wrong"] "outputs.text" is the input "d", but KFP returns outputs of tasks alone',
      '[pipeline "wrong"] "outputs.constant" is "x", must be an output of a task',
      '[pipeline "wrong"] "mode" is returned, but is not an output, did you mean "model"?',
    ],
    found: () =>
      messagesOf(
        pipeline(
          {
            name: 'wrong',
            inputs: { d: artifact.dataset() },
            outputs: { ...model, text: parameter.string(), constant: parameter.string() },
          },
          ((p: Loose, { d }: Loose) => ({
            model: p.task(parts.train, { data: d }).outputs.accuracy,
            text: d,
            constant: 'x',
            mode: 1,
          })) as Loose,
        ),
      ),
  },
  {
    name: 'an output out of a loop',
    problems: [
      '[pipeline "wrong"] "outputs.said" is the output "said" of task "say", which stands in the loop "for-loop-2" that its user is not in; take all of its rounds with p.collected',
    ],
    found: () =>
      messagesOf(
        pipeline({ name: 'wrong', outputs: { said: parameter.string() } }, ((p: Loose) => ({
          said: p.parallelFor(['a'], (what: Loose) => p.task(parts.say, { what })).outputs.said,
        })) as Loose),
      ),
  },
  wrongComponent(
    'a component without a name',
    { name: '' },
    '[pipeline "wrong" / component ""] "name" is "", must be a text that is not empty',
  ),
  wrongComponent(
    'a component with the name of a group',
    { name: 'for-loop-1' },
    '[pipeline "wrong" / component "for-loop-1"] "name" is one that KFP gives to groups; choose another',
  ),
  wrongComponent(
    'an image without a tag',
    { image: 'python' },
    '[pipeline "wrong" / component "step"] "image" is "python", must be an image with a tag or a digest',
  ),
  wrongComponent(
    'no image',
    { image: undefined },
    '[pipeline "wrong" / component "step"] "image" is undefined, must be an image with a tag or a digest',
  ),
  wrongComponent(
    'no command',
    { command: [] },
    '[pipeline "wrong" / component "step"] "command" is missing: KFP starts the program itself, and cannot see what the image would run',
  ),
  wrongComponent(
    'a command that starts with a placeholder',
    { inputs: { a: parameter.string({ default: 'a' }) }, command: ({ inputs }: Loose) => [inputs.a] },
    `[pipeline "wrong" / component "step"] "command" starts with "{{$.inputs.parameters['a']}}", in which the launcher fills in nothing; start with the program itself`,
  ),
  wrongComponent(
    'an input that is none in the command',
    { inputs: { day: parameter.string({ default: 'a' }) }, args: ["{{$.inputs.parameters['dey']}}"] },
    `[pipeline "wrong" / component "step"] "command" names "{{$.inputs.parameters['dey']}}", but there is no such input, did you mean "day"?`,
  ),
  wrongComponent(
    'metadata in the command',
    { inputs: { a: artifact.model({ optional: true }) }, args: ["{{$.inputs.artifacts['a'].metadata}}"] },
    `[pipeline "wrong" / component "step"] "command" names "{{$.inputs.artifacts['a'].metadata}}", which the launcher does not fill in; take it from the function's argument`,
  ),
  wrongComponent(
    'an artifact that is named as a parameter',
    { inputs: { a: artifact.model({ optional: true }) }, args: ["{{$.inputs.parameters['a']}}"] },
    `[pipeline "wrong" / component "step"] "command" names "{{$.inputs.parameters['a']}}", which the launcher does not fill in; take it from the function's argument`,
  ),
  wrongComponent(
    'a concatenation',
    { args: ['{"Concat": ["a", "b"]}'] },
    '[pipeline "wrong" / component "step"] "command" has "{\\"Concat\\": [\\"a\\", \\"b\\"]}", which KFP 2.16 does not carry out; write the text with placeholders in it',
  ),
  wrongComponent(
    'an optional argument',
    { args: ['{"IfPresent": {"InputName": "a", "Then": ["a"]}}'] },
    '[pipeline "wrong" / component "step"] "command" has "{\\"IfPresent\\": {\\"InputName\\": \\"a\\", \\"Then\\": [\\"a\\"]}}", which KFP 2.16 does not carry out; write the text with placeholders in it',
  ),
  wrongComponent(
    'a number in the environment',
    { env: { EPOCHS: 3 } },
    '[pipeline "wrong" / component "step"] "env.EPOCHS" is 3, must be a text',
  ),
  wrongComponent(
    'a variable that starts with a digit',
    { env: { '1A': 'b' } },
    '[pipeline "wrong" / component "step"] "env" names the variable "1A", must have letters, digits, "_", "-" and ".", and no digit first',
  ),
  wrongComponent(
    'environment as a list',
    { env: ['A'] },
    '[pipeline "wrong" / component "step"] "env" is ["A"], must be an object of texts by name',
  ),
  wrongComponent(
    'resources in the wrong unit',
    { resources: { cpuLimit: '2 cores', memoryLimit: '1.5Gi' } },
    '[pipeline "wrong" / component "step"] "resources.cpuLimit" is "2 cores", must be cores such as "500m" or "2"',
    '[pipeline "wrong" / component "step"] "resources.memoryLimit" is "1.5Gi", must be whole bytes such as "512Mi" or "2G"',
  ),
  wrong(
    'a value of the run in the resources of a component',
    (p, { day }) => p.task(pythonComponent({ source: '', function: 'f', image: 'a:1', resources: { cpuLimit: day } })),
    '[pipeline "wrong" / component "f"] "resources" has a value of the run, which belongs to one pipeline; give it to the task',
  ),
  wrong(
    'a value of the run in the metadata of an importer',
    (p, { day }) => p.task(importer({ artifact: artifact.model(), metadata: { day } }), { uri: 's3://a/b' }),
    '[pipeline "wrong" / component "importer"] "metadata" has a value of the run, which KFP 2.16 does not fill in; give it constants',
  ),
  wrong(
    'metadata that is no JSON',
    (p) =>
      p.task(importer({ artifact: artifact.model(), metadata: { day: new Date(0) as Loose } }), { uri: 's3://a/b' }),
    '[pipeline "wrong" / component "importer"] "metadata" is {"day":"1970-01-01T00:00:00.000Z"}, must be an object of JSON values',
  ),
];
