/*
 * The Pod Security Standard `restricted`, rule by rule.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */

interface SecurityContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  readonly seccompProfile?: { readonly type: string };
  readonly procMount?: string;
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly appArmorProfile?: { readonly type: string };
  readonly windowsOptions?: { readonly hostProcess?: boolean };
  readonly sysctls?: readonly { readonly name: string }[];
}

interface Container {
  readonly name: string;
  readonly securityContext?: SecurityContext;
  readonly ports?: readonly { readonly hostPort?: number }[];
}

/** The parts of a pod that the standard speaks of. */
export interface Pod {
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: SecurityContext;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
}

const volumeTypes = [
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'],
];
const safeSysctls = [
  ...['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.ip_unprivileged_port_start'],
  ...['net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_local_reserved_ports'],
];
const seccompTypes = ['RuntimeDefault', 'Localhost'];

/** What of a pod the standard forbids; empty where the pod meets it. */
export function restrictedViolations(pod: Pod): string[] {
  const violations: string[] = [];
  const demand = (holds: boolean, message: string): void => {
    if (!holds) violations.push(message);
  };
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) demand(pod[field] !== true, field);
  for (const volume of pod.volumes ?? []) {
    const types = Object.keys(volume).filter((key) => key !== 'name');
    demand(
      types.every((type) => volumeTypes.includes(type)),
      `volume type ${types.join()}`,
    );
  }
  for (const { name } of pod.securityContext?.sysctls ?? []) demand(safeSysctls.includes(name), `sysctl ${name}`);
  contextRules(pod.securityContext, 'pod', demand);
  const containers = [...(pod.containers ?? []), ...(pod.initContainers ?? []), ...(pod.ephemeralContainers ?? [])];
  demand(containers.length > 0, 'no containers');
  for (const container of containers) {
    const own = container.securityContext;
    contextRules(own, container.name, demand);
    demand(own?.privileged !== true, `${container.name}: privileged`);
    demand(own?.allowPrivilegeEscalation === false, `${container.name}: allowPrivilegeEscalation`);
    demand(own?.capabilities?.drop?.includes('ALL') === true, `${container.name}: capabilities.drop`);
    demand(
      (own?.capabilities?.add ?? []).every((capability) => capability === 'NET_BIND_SERVICE'),
      `${container.name}: capabilities.add`,
    );
    demand((own?.runAsNonRoot ?? pod.securityContext?.runAsNonRoot) === true, `${container.name}: runAsNonRoot`);
    const seccomp = own?.seccompProfile ?? pod.securityContext?.seccompProfile;
    demand(seccompTypes.includes(seccomp?.type ?? ''), `${container.name}: seccompProfile`);
    demand(
      (container.ports ?? []).every((port) => (port.hostPort ?? 0) === 0),
      `${container.name}: hostPort`,
    );
  }
  return violations;
}

/** The rules that hold for pods and containers alike. */
function contextRules(
  context: SecurityContext | undefined,
  who: string,
  demand: (holds: boolean, message: string) => void,
): void {
  const { seLinuxOptions, seccompProfile, appArmorProfile } = context ?? {};
  demand(context?.runAsUser !== 0, `${who}: runAsUser`);
  demand(context?.windowsOptions?.hostProcess !== true, `${who}: hostProcess`);
  demand(['Default', undefined].includes(context?.procMount), `${who}: procMount`);
  demand(appArmorProfile === undefined || seccompTypes.includes(appArmorProfile.type), `${who}: appArmorProfile`);
  demand(seccompProfile === undefined || seccompTypes.includes(seccompProfile.type), `${who}: seccompProfile`);
  demand(
    (seLinuxOptions?.user ?? '') === '' &&
      (seLinuxOptions?.role ?? '') === '' &&
      ['', 'container_t', 'container_init_t', 'container_kvm_t'].includes(seLinuxOptions?.type ?? ''),
    `${who}: seLinuxOptions`,
  );
}
