import { hostname } from 'node:os';
import { leastEngineMib } from '@sqllint/core/config/engineMemory';
import { integerSetting } from '@sqllint/core/config/readConfig';
import { z } from 'zod';
import { cpuLimit } from './cpuLimit.ts';
import { defaultRunnerSettings, type RunnerSettings } from './settings.ts';

/** What both entries of the runner read from their environment. */
export const runnerEnvironment = z.object({
  SQLLINT_RUNNER_ID: z.string().min(1).max(200).default(hostname).describe('Names the runner, for instance its pod.'),
  SQLLINT_SHARE_DIR: z.string().min(1).describe("The namespace's folder of the share."),
  SQLLINT_DATABASE_URL: z.string().min(1).describe('sqlite:///path or mysql://user:password@host:port/database.'),
  SQLLINT_ENGINES: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .default(() => cpuLimit())
    .describe('SQLFluff processes; by default one for each CPU.'),
  SQLLINT_ENGINE_MEMORY_MIB: integerSetting({ min: leastEngineMib, max: 1_048_576, default: 1024 }).describe(
    'Address space of one engine.',
  ),
  SQLLINT_PYTHON: z.string().min(1).describe('The Python interpreter that has SQLFluff, as an absolute path.'),
  SQLLINT_LEASE_SECONDS: integerSetting({ min: 2, max: 600, default: defaultRunnerSettings.leaseMs / 1000 }).describe(
    'After so long without a sign of life, a runner loses its files to others.',
  ),
  SQLLINT_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type RunnerEnvironment = z.infer<typeof runnerEnvironment>;

/** How a runner with that environment works. */
export function settingsOf(environment: RunnerEnvironment): RunnerSettings {
  return { ...defaultRunnerSettings, leaseMs: environment.SQLLINT_LEASE_SECONDS * 1000 };
}
