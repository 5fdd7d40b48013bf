import { WrongPipeline, wrongTask } from './pipelines-base';

/** Wrong options of containers, and of what tasks ask of Kubernetes. */
export const wrongKubernetes: readonly WrongPipeline[] = [
  wrongTask(
    'an image without a tag',
    { image: 'python' },
    '[pipeline "wrong" / task "nothing"] "image" is "python", must be an image with a tag or a digest',
  ),
  wrongTask(
    'an image that is a number of the run',
    ({ count }: never) => ({ image: count }),
    '[pipeline "wrong" / task "nothing"] "image" is the input "count", of type integer; KFP reads only parameters of type string here',
  ),
  wrongTask(
    'CPU in words',
    { cpuRequest: 'two' },
    '[pipeline "wrong" / task "nothing"] "cpuRequest" is "two", must be cores such as "500m" or "2"',
  ),
  wrongTask(
    'memory as a number',
    { memoryRequest: 512 },
    '[pipeline "wrong" / task "nothing"] "memoryRequest" is 512, must be whole bytes such as "512Mi" or "2G"',
  ),
  wrongTask(
    'more CPU than there may be',
    { cpuRequest: '2', cpuLimit: '500m' },
    '[pipeline "wrong" / task "nothing"] "cpuRequest" is "2", must not be above "cpuLimit", which is "500m"',
  ),
  wrongTask(
    'a limit that is a number of the run',
    ({ count }: never) => ({ cpuLimit: count, memoryLimit: count }),
    '[pipeline "wrong" / task "nothing"] "cpuLimit" is the input "count", of type integer; KFP reads only parameters of type string here',
    '[pipeline "wrong" / task "nothing"] "memoryLimit" is the input "count", of type integer; KFP reads only parameters of type string here',
  ),
  wrongTask(
    'accelerators as text',
    { accelerator: 'nvidia.com/gpu' },
    `[pipeline "wrong" / task "nothing"] "accelerator" is "nvidia.com/gpu", must be an object such as { type: 'nvidia.com/gpu', count: 1 }`,
  ),
  wrongTask(
    'no accelerators',
    { accelerator: { type: '', count: 0 } },
    '[pipeline "wrong" / task "nothing"] "accelerator.type" is "", must be the name of a resource such as "nvidia.com/gpu"',
    '[pipeline "wrong" / task "nothing"] "accelerator.count" is 0, must be a whole number from 1',
  ),
  wrongTask(
    'accelerators by a number of the run',
    ({ count }: never) => ({ accelerator: { type: 'nvidia.com/gpu', count } }),
    '[pipeline "wrong" / task "nothing"] "accelerator.count" is the input "count", of type integer; KFP reads only parameters of type string here',
  ),
  wrongTask(
    'a value of the run in the environment',
    ({ day }: never) => ({ env: { DAY: day } }),
    '[pipeline "wrong" / task "nothing"] "env.DAY" is the input "day"; KFP takes constants here, so give the task an input',
  ),
  wrongTask(
    'a secret without a name',
    { secretEnv: [{ env: { a: 'A' } }] },
    '[pipeline "wrong" / task "nothing"] "secretEnv[0].name" is undefined, must be the name of an object: lower case letters, digits, "-" and "."',
  ),
  wrongTask(
    'a secret without variables',
    { secretEnv: [{ name: 'db', env: {} }] },
    `[pipeline "wrong" / task "nothing"] "secretEnv[0].env" is {}, must be an object such as { key: 'VARIABLE' }`,
  ),
  wrongTask(
    'a variable that is none',
    { configMapEnv: [{ name: 'db', env: { a: 'A B' } }] },
    '[pipeline "wrong" / task "nothing"] "configMapEnv[0].env" names the variable "A B", must have letters, digits, "_", "-" and ".", and no digit first',
  ),
  wrongTask(
    'a secret as one object',
    { secretEnv: { name: 'db', env: { a: 'A' } } },
    '[pipeline "wrong" / task "nothing"] "secretEnv" is {"name":"db","env":{"a":"A"}}, must be a list',
  ),
  wrongTask(
    'secrets by name',
    { secretVolumes: ['db'] },
    '[pipeline "wrong" / task "nothing"] "secretVolumes[0]" is "db", must be an object',
  ),
  wrongTask(
    'a relative path',
    { secretVolumes: [{ name: 'db', mountPath: 'db' }] },
    '[pipeline "wrong" / task "nothing"] "secretVolumes[0].mountPath" is "db", must be an absolute path',
  ),
  wrongTask(
    'two volumes in one place',
    { claims: [{ name: 'a', mountPath: '/data' }], configMapVolumes: [{ name: 'b', mountPath: '/data' }] },
    '[pipeline "wrong" / task "nothing"] "claims[0].mountPath" is "/data", where "configMapVolumes[0].mountPath" is mounted already',
  ),
  wrongTask(
    'a claim that is a number of the run',
    ({ count }: never) => ({ claims: [{ name: count, mountPath: '/data' }] }),
    '[pipeline "wrong" / task "nothing"] "claims[0].name" is the input "count", of type integer, must be of type string',
  ),
  wrongTask(
    'a volume without modes and size',
    { ephemeralVolumes: [{ name: 'Scratch', mountPath: '/s' }] },
    '[pipeline "wrong" / task "nothing"] "ephemeralVolumes[0].name" is "Scratch", must be at most 63 of a-z, 0-9 and "-", and no "-" at either end',
    '[pipeline "wrong" / task "nothing"] "ephemeralVolumes[0].size" is undefined, must be an amount such as "1Gi"',
    '[pipeline "wrong" / task "nothing"] "ephemeralVolumes[0].accessModes" is undefined, must be a list of access modes',
  ),
  wrongTask(
    'an empty folder in the cloud',
    { emptyDirs: [{ name: 'a', mountPath: '/s', medium: 'Cloud', sizeLimit: 'big' }] },
    '[pipeline "wrong" / task "nothing"] "emptyDirs[0].sizeLimit" is "big", must be an amount such as "1Gi"',
    '[pipeline "wrong" / task "nothing"] "emptyDirs[0].medium" is "Cloud", must be "Memory"',
  ),
  wrongTask(
    'no shared memory',
    { sharedMemory: '0' },
    '[pipeline "wrong" / task "nothing"] "sharedMemory" is "0", must be an amount such as "1Gi"',
  ),
  wrongTask(
    'nodes by a number',
    { nodeSelector: { zone: 1 } },
    '[pipeline "wrong" / task "nothing"] "nodeSelector.zone" is 1, must be a text',
  ),
  wrongTask(
    'nodes by a text of the run',
    ({ day }: never) => ({ nodeSelector: day }),
    '[pipeline "wrong" / task "nothing"] "nodeSelector" is the input "day", of type string, must be of type struct',
  ),
  wrongTask(
    'nodes by a label of the run',
    ({ day }: never) => ({ nodeSelector: { zone: day } }),
    '[pipeline "wrong" / task "nothing"] "nodeSelector.zone" is the input "day"; KFP takes constants here',
  ),
  wrongTask(
    'wrong tolerations',
    { tolerations: [{ operator: 'Equals', effect: 'NoRun' }, { operator: 'Exists', value: 'x' }, 'gpu'] },
    '[pipeline "wrong" / task "nothing"] "tolerations[0].operator" is "Equals", must be one of "Equal", "Exists"',
    '[pipeline "wrong" / task "nothing"] "tolerations[0].effect" is "NoRun", must be one of "NoExecute", "NoSchedule", "PreferNoSchedule"',
    '[pipeline "wrong" / task "nothing"] "tolerations[0].key" is missing, which only "Exists" may leave out',
    '[pipeline "wrong" / task "nothing"] "tolerations[1].value" is "x", but "Exists" takes none; leave it out',
    '[pipeline "wrong" / task "nothing"] "tolerations[2]" is "gpu", must be an object',
  ),
  wrongTask(
    'tolerations by a text of the run',
    ({ day }: never) => ({ tolerations: day }),
    '[pipeline "wrong" / task "nothing"] "tolerations" is the input "day", of type string, must be of type struct or list',
  ),
  wrongTask(
    'a toleration by a text of the run',
    ({ day }: never) => ({ tolerations: [day] }),
    '[pipeline "wrong" / task "nothing"] "tolerations[0]" is the input "day", of type string, must be of type struct',
  ),
  wrongTask(
    'wrong affinity',
    { nodeAffinity: [{ weight: 0, matchExpressions: [{ operator: 'Like' }] }] },
    '[pipeline "wrong" / task "nothing"] "nodeAffinity[0].weight" is 0, must be a whole number from 1 to 100',
    '[pipeline "wrong" / task "nothing"] "nodeAffinity[0].matchExpressions[0].key" is undefined, must be a text that is not empty',
    '[pipeline "wrong" / task "nothing"] "nodeAffinity[0].matchExpressions[0].operator" is "Like", must be one of "In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"',
  ),
  wrongTask(
    'affinity as text',
    { nodeAffinity: 'gpu' },
    '[pipeline "wrong" / task "nothing"] "nodeAffinity" is "gpu", must be a list of terms or a whole NodeAffinity',
  ),
  wrongTask(
    'affinity by a text of the run',
    ({ day }: never) => ({ nodeAffinity: day }),
    '[pipeline "wrong" / task "nothing"] "nodeAffinity" is the input "day", of type string, must be of type struct',
  ),
  wrongTask(
    'labels as a list',
    { podLabels: ['a'] },
    '[pipeline "wrong" / task "nothing"] "podLabels" is ["a"], must be an object of texts',
  ),
  wrongTask(
    'an annotation that is a number',
    { podAnnotations: { a: 1 } },
    '[pipeline "wrong" / task "nothing"] "podAnnotations.a" is 1, must be a text',
  ),
  wrongTask(
    'an image that is pulled at times',
    { imagePullPolicy: 'Sometimes' },
    '[pipeline "wrong" / task "nothing"] "imagePullPolicy" is "Sometimes", must be one of "Always", "Never", "IfNotPresent"',
  ),
  wrongTask(
    'a secret for images in capitals',
    { imagePullSecrets: ['Registry'] },
    '[pipeline "wrong" / task "nothing"] "imagePullSecrets" is "Registry", must be the name of an object: lower case letters, digits, "-" and "."',
  ),
  wrongTask(
    'one secret for images',
    { imagePullSecrets: 'registry' },
    '[pipeline "wrong" / task "nothing"] "imagePullSecrets" is "registry", must be a list of names',
  ),
  wrongTask(
    'a field in a variable that is none',
    { fieldEnv: { '1': 'status.podIP' } },
    '[pipeline "wrong" / task "nothing"] "fieldEnv" names the variable "1", must have letters, digits, "_", "-" and ".", and no digit first',
  ),
  wrongTask(
    'no time',
    { timeout: 0 },
    '[pipeline "wrong" / task "nothing"] "timeout" is 0, must be a whole number of seconds from 1',
  ),
  wrongTask(
    'a security context that is empty',
    { securityContext: {} },
    '[pipeline "wrong" / task "nothing"] "securityContext" is {}, must be an object with a user, a group or "runAsNonRoot"',
  ),
  wrongTask(
    'a wrong security context',
    { securityContext: { runAsUser: -1, runAsGroup: 1.5, runAsNonRoot: 'yes' } },
    '[pipeline "wrong" / task "nothing"] "securityContext.runAsUser" is -1, must be a whole number from 0',
    '[pipeline "wrong" / task "nothing"] "securityContext.runAsGroup" is 1.5, must be a whole number from 0',
    '[pipeline "wrong" / task "nothing"] "securityContext.runAsNonRoot" is "yes", must be true or false',
  ),
  wrongTask(
    'root that must not be root',
    { securityContext: { runAsUser: 0, runAsNonRoot: true } },
    '[pipeline "wrong" / task "nothing"] "securityContext.runAsUser" is 0, which is root, but "runAsNonRoot" is true',
  ),
];
