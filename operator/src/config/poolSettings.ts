import { integerSetting } from '@sqllint/core/config/readConfig';
import { z } from 'zod';
import { resourcesSetting } from './resourcesSetting.ts';

/** The settings of the warm runners, which take the jobs of `execution: Pool`. */
export const poolSettingsSchema = {
  /** Runners that are kept in each namespace, also without work. */
  SQLLINT_POOL_MIN: integerSetting({ min: 0, max: 1000, default: 0 }),
  /** The most runners of a namespace; 0 turns the pool off, and its jobs get runners of their own. */
  SQLLINT_POOL_MAX: integerSetting({ min: 0, max: 1000, default: 4 }),
  /** Seconds without work after which a runner leaves. */
  SQLLINT_POOL_IDLE_SECONDS: integerSetting({ min: 1, max: 86_400, default: 300 }),
  /** Files after which a runner leaves, and a new one takes its place. */
  SQLLINT_POOL_MAX_TASKS: integerSetting({ min: 1, max: 10_000_000, default: 5000 }),
  /** Waiting files that are worth one runner more. */
  SQLLINT_POOL_FILES_PER_RUNNER: integerSetting({ min: 1, max: 100_000, default: 20 }),
  /** What the names of the pool's Kubernetes Jobs begin with. */
  SQLLINT_POOL_PREFIX: z
    .string()
    .regex(/^[a-z0-9](?:[-a-z0-9]{0,38}[a-z0-9])?$/)
    .default('sqllint'),
  /** Of a warm runner's pod; those of other runners when absent. */
  SQLLINT_POOL_RESOURCES: resourcesSetting.optional(),
};

export interface PoolBounds {
  /** Runners of a namespace. */
  readonly min: number;
  readonly max: number;
  readonly idleSeconds: number;
  /** Files that one runner analyses before it is replaced. */
  readonly maxTasks: number;
  /** Waiting files that are worth one runner more. */
  readonly filesPerRunner: number;
  /** What the names of the pool's Kubernetes Jobs begin with. */
  readonly prefix: string;
}
