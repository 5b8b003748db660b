import { z } from 'zod';

/** Where and with what the pods of a profile's jobs run: `spec.runner` of a SqlLintProfile. */

const maxEntries = 32;
const maxTolerations = 16;

const labelValue = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const resourceName = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
/** Without the exponents and the tiny units of Kubernetes: nobody writes those of CPUs and memory. */
const quantity = z.string().regex(/^[0-9]+(?:\.[0-9]+)?(?:m|k|M|G|T|Ki|Mi|Gi|Ti)?$/);

const labels = z
  .record(z.string().max(317), z.string().max(63).regex(labelValue))
  .refine((map) => Object.keys(map).length <= maxEntries, { error: `at most ${maxEntries} entries` })
  .meta({ maxProperties: maxEntries });

const amounts = z.strictObject({ cpu: quantity.optional(), memory: quantity.optional() });

const toleration = z.strictObject({
  key: z.string().max(317).optional(),
  operator: z.enum(['Exists', 'Equal']).optional(),
  value: z.string().max(63).optional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
  tolerationSeconds: z.int().min(0).max(2_147_483_647).optional(),
});

export const profileRunnerSchema = z.strictObject({
  nodeSelector: labels.optional().describe('Labels of the nodes that may run the pods.'),
  tolerations: z.array(toleration).max(maxTolerations).optional().describe('Taints that the pods tolerate.'),
  priorityClassName: z.string().min(1).max(253).regex(resourceName).optional().describe('A PriorityClass.'),
  resources: z
    .strictObject({ requests: amounts.optional(), limits: amounts.optional() })
    .optional()
    .describe("Of one pod, in place of the installation's; what is left out stays as there."),
  labels: labels.optional().describe('Labels of the pods, for instance of a cost centre.'),
});

export type ProfileRunner = z.infer<typeof profileRunnerSchema>;
export type ProfileRunnerField = keyof ProfileRunner;
export const profileRunnerFields = Object.keys(profileRunnerSchema.shape) as readonly ProfileRunnerField[];
