import type { Container, EnvVar, PodTemplateSpec } from 'kubernetes-types/core/v1';
import { listOf, Resources } from '../../../core/props';
import { Environment } from '../environment';
import { JobPodOptions, V1JobProps } from './options';

/** What the pods of a job state of their security. */
export type JobSecurity = Pick<V1JobProps, 'podSecurity' | 'runAsUser'>;

/** Options of a role's pods: its own over those of the job. */
export function mergedPods(shared: JobPodOptions, own: JobPodOptions): JobPodOptions {
  return { ...shared, ...defined(own), env: { ...shared.env, ...own.env } };
}

/** The pod template of a role. @param container name by which the operator finds the container that trains */
export function podTemplate(container: string, given: JobPodOptions, security: JobSecurity): PodTemplateSpec {
  const metadata = defined({ labels: given.podLabels, annotations: given.podAnnotations });
  return {
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    spec: {
      ...defined({
        serviceAccountName: given.serviceAccountName,
        nodeSelector: given.nodeSelector,
        tolerations: optionalList(given.tolerations),
        affinity: given.affinity,
        imagePullSecrets: optionalList(given.imagePullSecrets)?.map((name) => ({ name })),
        securityContext: podSecurity(security),
        volumes: optionalList(given.volumes),
      }),
      containers: [
        {
          name: container,
          ...defined({
            // After a wrong image, which is reported, this serves to find what else is wrong.
            image: isText(given.image) ? given.image : 'missing:missing',
            command: optionalList(given.command),
            args: optionalList(given.args),
            env: variables(given.env ?? {}),
            resources: resourcesOf(given) as Container['resources'],
            volumeMounts: optionalList(given.volumeMounts),
            securityContext:
              security.podSecurity === undefined
                ? undefined
                : { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          }),
        },
      ],
    },
  };
}

/** What a training container asks for, with its GPUs. */
export function resourcesOf({ gpus, gpuResource = 'nvidia.com/gpu', resources }: JobPodOptions): Resources | undefined {
  if (typeof gpus !== 'number' || gpus === 0) return resources;
  return { ...resources, limits: { ...resources?.limits, [gpuResource]: `${gpus}` as const } };
}

function podSecurity({ podSecurity: standard, runAsUser }: JobSecurity): Container['securityContext'] {
  const user = runAsUser === undefined ? {} : { runAsUser };
  if (standard === undefined) return runAsUser === undefined ? undefined : user;
  // The group lets the user write to volumes.
  const group = runAsUser === undefined ? {} : { fsGroup: runAsUser };
  return { runAsNonRoot: true, ...user, ...group, seccompProfile: { type: 'RuntimeDefault' } };
}

function variables(values: Environment): EnvVar[] | undefined {
  const list = Object.entries(values).map(([name, value]) =>
    typeof value === 'string' ? { name, value } : { name, valueFrom: value },
  );
  return list.length === 0 ? undefined : list;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function optionalList<T>(list: readonly T[] | undefined): T[] | undefined {
  return list === undefined ? undefined : listOf(list);
}

/** The fields that have a value. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
