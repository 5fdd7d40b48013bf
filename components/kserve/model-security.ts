import type { SecurityContext } from 'kubernetes-types/core/v1';

/**
 * What the containers of models state, so that they run under the Pod Security Standard `restricted`.
 * @param user - numeric user. @default - the image's, which must not be root
 */
export function modelSecurity(user?: number): SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    runAsNonRoot: true,
    ...(user === undefined ? {} : { runAsUser: user }),
    seccompProfile: { type: 'RuntimeDefault' },
  };
}
