import type { Container } from 'kubernetes-types/core/v1';

/** Where the operator looks for the template. */
export const templateFile = 'initContainer.yaml';

/**
 * The container that the operator puts before the workers of a PyTorchJob: it waits until the master has a name. The
 * operator fills in what stands in braces. Its own template states no security, so that pods would be refused where
 * they must be restricted.
 */
export function initContainer(image: Pick<Container, 'image' | 'imagePullPolicy'>): Container[] {
  const wait = [
    'tries={{.MaxTries}}',
    // The answer is read: versions of BusyBox disagree on the exit code.
    'until nslookup {{.MasterAddr}} | grep -q ^Name:; do',
    '  tries=$((tries - 1))',
    '  [ "$tries" -gt 0 ] || exit 1',
    '  sleep 2',
    'done',
  ];
  return [
    {
      name: 'init-pytorch',
      ...image,
      command: ['sh', '-c', wait.join('\n')],
      // Namespaces with a quota want both.
      resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '100m', memory: '32Mi' } },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        // The image names no user, and a pod need not.
        runAsUser: 65534,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    },
  ];
}
