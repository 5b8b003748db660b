import type { V1PodSpec, V1SecurityContext } from '@kubernetes/client-node';

const runnerUser = 10001;

/** The restricted Pod Security Standard, for a container. */
export const containerSecurity: V1SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** The same for the pod. */
export const podSecurity: NonNullable<V1PodSpec['securityContext']> = {
  runAsNonRoot: true,
  runAsUser: runnerUser,
  runAsGroup: runnerUser,
  fsGroup: runnerUser,
  // A share may hold millions of files; they are not to be visited for every pod.
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
};
