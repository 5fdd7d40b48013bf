import { JobSet, Trainer } from '../../components';
import { GeneratedSecret, Platform } from '../../lib';
import { podTemplate } from '../../lib/core/manifest';
import { sizes } from '../../lib/core/size';
import { Chart } from 'cdk8s';
import { render } from '../support/app';
import { Pod, restrictedViolations } from '../support/pod-security';

const good = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'c',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } },
    },
  ],
  volumes: [{ name: 'v', configMap: {} }],
} satisfies Pod;
const own = good.containers[0]?.securityContext;
const container = (changes: object): Pod => ({
  ...good,
  containers: [{ name: 'c', securityContext: { ...own, ...changes } }],
});

test('the rules admit a pod that meets them', () => {
  expect(restrictedViolations(good)).toEqual([]);
});

test.each<[string, Pod]>([
  ['hostNetwork', { ...good, hostNetwork: true }],
  ['hostPID', { ...good, hostPID: true }],
  ['hostIPC', { ...good, hostIPC: true }],
  ['volume type hostPath', { ...good, volumes: [{ name: 'v', hostPath: { path: '/' } }] }],
  [
    'sysctl kernel.msgmax',
    { ...good, securityContext: { ...good.securityContext, sysctls: [{ name: 'kernel.msgmax' }] } },
  ],
  ['c: privileged', container({ privileged: true })],
  ['c: allowPrivilegeEscalation', container({ allowPrivilegeEscalation: undefined })],
  ['c: capabilities.drop', container({ capabilities: { drop: ['NET_RAW'] } })],
  ['c: capabilities.add', container({ capabilities: { drop: ['ALL'], add: ['SYS_TIME'] } })],
  ['c: runAsNonRoot', container({ runAsNonRoot: false })],
  ['c: runAsUser', container({ runAsUser: 0 })],
  ['c: procMount', container({ procMount: 'Unmasked' })],
  ['c: appArmorProfile', container({ appArmorProfile: { type: 'Unconfined' } })],
  ['c: seLinuxOptions', container({ seLinuxOptions: { type: 'spc_t' } })],
  ['c: hostProcess', container({ windowsOptions: { hostProcess: true } })],
  ['pod: runAsUser', { ...good, securityContext: { ...good.securityContext, runAsUser: 0 } }],
  ['no containers', { ...good, containers: [] }],
])('the rules know %s', (violation, pod) => {
  expect(restrictedViolations(pod)).toEqual([violation]);
});

test('the rules know init containers, host ports and seccomp profiles', () => {
  expect(restrictedViolations({ ...good, initContainers: [{ name: 'i' }] })).toEqual([
    ...['i: allowPrivilegeEscalation', 'i: capabilities.drop'],
  ]);
  expect(
    restrictedViolations({ ...good, containers: [{ name: 'c', securityContext: own, ports: [{ hostPort: 80 }] }] }),
  ).toEqual(['c: hostPort']);
  expect(restrictedViolations({ ...good, securityContext: { runAsNonRoot: true } })).toEqual(['c: seccompProfile']);
});

test.each(sizes)('every pod of the platform meets the standard at %s', (size) => {
  const { objects } = render((app) => {
    const platform = new Platform(app, 'local', { size });
    const jobsets = new JobSet(platform, 'jobset');
    new Trainer(platform, 'trainer', { jobsets });
    platform.addNamespace('vision');
    new GeneratedSecret(new Chart(platform, 'vision'), 'secret', { name: 's', namespace: 'vision', keys: ['k'] });
    return platform;
  });
  const pods = objects.flatMap((object) => {
    const template = podTemplate(object);
    return template === undefined ? [] : [[object.metadata.name, restrictedViolations(template.spec as Pod)] as const];
  });
  expect(pods).toHaveLength(3);
  for (const [name, violations] of pods) expect({ name, violations }).toEqual({ name, violations: [] });
  // Nothing that the namespaces let in could slip by.
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
  for (const { metadata } of namespaces) {
    expect(metadata.labels?.['pod-security.kubernetes.io/enforce']).toBe('restricted');
  }
});
