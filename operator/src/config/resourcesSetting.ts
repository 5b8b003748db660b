import type { V1ResourceRequirements } from '@kubernetes/client-node';
import { z } from 'zod';
import { engineSizingOf, leastRunnerMib } from '../kubernetes/engineSizing.ts';
import { jsonSetting } from './jsonSetting.ts';

const quantities = z.record(z.string(), z.union([z.string(), z.number()]).transform(String));

const requirements = z.strictObject({ requests: quantities.optional(), limits: quantities.optional() }).transform(
  ({ requests, limits }): V1ResourceRequirements => ({
    ...(requests && { requests }),
    ...(limits && { limits }),
  }),
);

/** Kubernetes resource requirements of a runner's pod, as JSON. */
export const resourcesSetting = jsonSetting(requirements, '{"requests":{"cpu":"1"},"limits":{"memory":"1Gi"}}').refine(
  (resources) => engineSizingOf(resources).engines > 0,
  // Runners with too little memory would be made, would refuse to start, and would fail every job.
  `the memory limit has no room for an analysis engine: raise limits.memory to ${leastRunnerMib}Mi or more`,
);
