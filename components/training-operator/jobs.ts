import { Manifest } from '../../lib/core/manifest';
import { allKinds, JobKind, jobKinds } from './kinds';

/** Parts of a container that checks look at, before anything is known of its correctness. */
export interface JobContainer {
  readonly securityContext?: {
    readonly runAsNonRoot?: boolean;
    readonly allowPrivilegeEscalation?: boolean;
    readonly seccompProfile?: { readonly type?: string };
    readonly capabilities?: { readonly drop?: readonly string[] };
  };
}

/** Parts of a pod that checks look at. */
export interface JobPod extends JobContainer {
  readonly containers?: readonly JobContainer[];
  readonly initContainers?: readonly JobContainer[];
}

/** A job among the objects of a platform. */
export interface Job {
  readonly manifest: Manifest;
  readonly kind: JobKind;
  /** The pods of each role. */
  readonly pods: readonly (JobPod | undefined)[];
}

type Roles = Readonly<Record<string, { readonly template?: { readonly spec?: JobPod } } | null>>;

/** The jobs of all kinds that the operator can run, also of those that are not installed. */
export function jobsAmong(manifests: readonly Manifest[]): Job[] {
  return manifests.flatMap((manifest) => {
    const kind = allKinds.find((each) => each === manifest.object.kind);
    if (kind === undefined || manifest.object.apiVersion !== jobKinds[kind].definition.apiVersion) return [];
    const spec = manifest.object.spec as Readonly<Record<string, Roles | null>> | undefined;
    const roles = Object.values(spec?.[jobKinds[kind].roles] ?? {});
    return [{ manifest, kind, pods: roles.map((role) => role?.template?.spec) }];
  });
}
