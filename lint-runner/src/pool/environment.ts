import { integerSetting } from '@sqllint/core/config/readConfig';
import { z } from 'zod';
import { runnerEnvironment } from '../runner/environment.ts';
import { defaultPoolSettings, type PoolSettings } from './settings.ts';

/** What a warm runner reads from its environment. */
export const poolEnvironment = runnerEnvironment.extend({
  SQLLINT_NAMESPACE: z.string().min(1).describe('The namespace whose jobs it works on.'),
  SQLLINT_POOL_IDLE_SECONDS: integerSetting({ min: 0, max: 86_400, default: 300 }).describe(
    'Without work for so long it leaves; 0: never.',
  ),
  SQLLINT_POOL_MAX_TASKS: integerSetting({ min: 1, max: 1_000_000, default: 5000 }).describe(
    'Files after which it leaves to be replaced.',
  ),
  SQLLINT_POOL_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(512)
    .optional()
    .describe('Jobs that it works on at once; by default two for each engine.'),
});

export type PoolEnvironment = z.infer<typeof poolEnvironment>;

export function poolSettingsOf(environment: PoolEnvironment): PoolSettings {
  return {
    ...defaultPoolSettings,
    jobsAtOnce: environment.SQLLINT_POOL_CONCURRENCY ?? 2 * environment.SQLLINT_ENGINES,
    idleMs: environment.SQLLINT_POOL_IDLE_SECONDS * 1000,
    maxTasks: environment.SQLLINT_POOL_MAX_TASKS,
  };
}
