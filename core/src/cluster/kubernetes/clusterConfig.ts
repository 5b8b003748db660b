import type { KubeConfig } from '@kubernetes/client-node';

/**
 * Where the API is, and as whom it is asked: a KubeConfig of `@kubernetes/client-node`, or a pod's own account. Only the
 * type of the former is needed here: loading that package takes half a second of CPU and 60 MB of memory.
 */
export type ClusterConfig = Pick<
  KubeConfig,
  'getCurrentCluster' | 'getCurrentContext' | 'getContextObject' | 'applyToHTTPSOptions'
>;
