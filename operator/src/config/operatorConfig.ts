import { integerSetting } from '@sqllint/core/config/readConfig';
import { z } from 'zod';
import { callbackConfigSchema } from '../callbacks/callbackSettings.ts';
import { engineSizingOf } from '../kubernetes/engineSizing.ts';
import type { RunnerJobSettings } from '../kubernetes/runnerJobSettings.ts';
import { type PoolBounds, poolSettingsSchema } from './poolSettings.ts';
import { resourcesSetting } from './resourcesSetting.ts';
import { profileFieldsSetting, schedulingSetting } from './schedulingSetting.ts';
import { shareFoldersSetting } from './shareFoldersSetting.ts';

const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info');

/** The operator's settings on Kubernetes. */
const settings = z.object({
  SQLLINT_DATABASE_URL: z.string(),
  /** The namespaces that are served: one, several separated by commas, or `*` for all. */
  SQLLINT_NAMESPACE: z.string(),
  SQLLINT_RUNNER_IMAGE: z.string(),
  SQLLINT_RUNNER_IMAGE_PULL_POLICY: z.enum(['Always', 'IfNotPresent', 'Never']).default('IfNotPresent'),
  SQLLINT_RUNNER_SERVICE_ACCOUNT: z.string(),
  SQLLINT_RUNNER_DATABASE_SECRET: z.string(),
  SQLLINT_SHARE_CLAIM: z.string(),
  /** The namespace's folder on the share; `{namespace}` stands for the namespace, `.` for the root. */
  SQLLINT_SHARE_SUBPATH: z.string().default('{namespace}'),
  /** The folders of single namespaces in place of it, as JSON. */
  SQLLINT_SHARE_SUBPATHS: shareFoldersSetting.default({}),
  /** The namespaces whose folders on the share are there before their runners, `*` for all; others' runners make them. */
  SQLLINT_SHARE_PREPARED: z.string().default('*'),
  SQLLINT_RUNNER_RESOURCES: resourcesSetting.default({
    requests: { cpu: '500m', memory: '512Mi' },
    limits: { cpu: '1', memory: '1Gi' },
  }),
  SQLLINT_RUNNER_SCHEDULING: schedulingSetting.default({}),
  /** What SqlLintProfiles may say of their runners: fields of `spec.runner`, separated by commas. */
  SQLLINT_RUNNER_PROFILE_FIELDS: profileFieldsSetting.default([]),
  /** Jobs that may have runners at once, in all namespaces together. */
  SQLLINT_MAX_CONCURRENT_JOBS: integerSetting({ min: 1, max: 100_000, default: 50 }),
  /** The same for each namespace; 0 sets no limit of its own. */
  SQLLINT_MAX_CONCURRENT_JOBS_PER_NAMESPACE: integerSetting({ min: 0, max: 100_000, default: 0 }),
  ...poolSettingsSchema,
  ...callbackConfigSchema.shape,
  /** Only one of several operators works at a time; false is for one that is alone. */
  SQLLINT_LEADER_ELECTION: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true'),
  SQLLINT_LEASE_NAME: z.string().max(253).default('sqllint-operator'),
  /** Of this operator's own pod; the Lease is in its namespace. */
  SQLLINT_POD_NAME: z.string().optional(),
  SQLLINT_POD_NAMESPACE: z.string().optional(),
  SQLLINT_METRICS_PORT: integerSetting({ min: 0, max: 65_535, default: 9090 }),
  /** A Job that is gone before its end was observed looks like one that vanished: its failures would not count. */
  SQLLINT_RUNNER_KEEP_SECONDS: integerSetting({ min: 60, max: 604_800, default: 3600 }),
  SQLLINT_POD_TROUBLE_GRACE_SECONDS: integerSetting({ min: 1, max: 86_400, default: 300 }),
  SQLLINT_SLOW_START_GRACE_SECONDS: integerSetting({ min: 1, max: 86_400, default: 900 }),
  SQLLINT_UNSCHEDULABLE_GRACE_SECONDS: integerSetting({ min: 1, max: 604_800, default: 1800 }),
  SQLLINT_PORT: integerSetting({ min: 0, max: 65_535, default: 8080 }),
  SQLLINT_LOG_LEVEL: logLevel,
});

export const operatorConfigSchema = settings.refine((config) => config.SQLLINT_POOL_MIN <= config.SQLLINT_POOL_MAX, {
  path: ['SQLLINT_POOL_MIN'],
  error: 'must not be above SQLLINT_POOL_MAX',
});

export type OperatorConfig = z.infer<typeof operatorConfigSchema>;

export const migrateConfigSchema = z.object({
  SQLLINT_DATABASE_URL: z.string(),
  /** How long a database that does not answer is waited for. */
  SQLLINT_MIGRATE_TIMEOUT_SECONDS: integerSetting({ min: 0, max: 86_400, default: 300 }),
  SQLLINT_LOG_LEVEL: logLevel,
});

export function servedNamespaces(setting: string): 'all' | readonly string[] {
  const names = setting
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.includes('*') ? 'all' : [...new Set(names)];
}

/** What the runners of jobs have. */
export function runnerJobSettings(config: OperatorConfig): RunnerJobSettings {
  const prepared = servedNamespaces(config.SQLLINT_SHARE_PREPARED);
  return {
    image: config.SQLLINT_RUNNER_IMAGE,
    imagePullPolicy: config.SQLLINT_RUNNER_IMAGE_PULL_POLICY,
    serviceAccountName: config.SQLLINT_RUNNER_SERVICE_ACCOUNT,
    databaseSecret: config.SQLLINT_RUNNER_DATABASE_SECRET,
    shareClaim: config.SQLLINT_SHARE_CLAIM,
    shareSubPath: config.SQLLINT_SHARE_SUBPATH,
    shareSubPaths: config.SQLLINT_SHARE_SUBPATHS,
    sharePrepared: prepared,
    scheduling: config.SQLLINT_RUNNER_SCHEDULING,
    profileFields: config.SQLLINT_RUNNER_PROFILE_FIELDS,
    resources: config.SQLLINT_RUNNER_RESOURCES,
    ...engineSizingOf(config.SQLLINT_RUNNER_RESOURCES),
    logLevel: config.SQLLINT_LOG_LEVEL,
    keepSeconds: config.SQLLINT_RUNNER_KEEP_SECONDS,
  };
}

/** What warm runners have: the same, but for their resources. */
export function poolRunnerSettings(config: OperatorConfig): RunnerJobSettings {
  const resources = config.SQLLINT_POOL_RESOURCES ?? config.SQLLINT_RUNNER_RESOURCES;
  return { ...runnerJobSettings(config), resources, ...engineSizingOf(resources) };
}

export function poolBounds(config: OperatorConfig): PoolBounds {
  return {
    min: config.SQLLINT_POOL_MIN,
    max: config.SQLLINT_POOL_MAX,
    idleSeconds: config.SQLLINT_POOL_IDLE_SECONDS,
    maxTasks: config.SQLLINT_POOL_MAX_TASKS,
    filesPerRunner: config.SQLLINT_POOL_FILES_PER_RUNNER,
    prefix: config.SQLLINT_POOL_PREFIX,
  };
}

/** How many jobs may have runners at once. */
export function admissionLimits(config: OperatorConfig): {
  readonly installation: number;
  readonly namespace: number;
} {
  return {
    installation: config.SQLLINT_MAX_CONCURRENT_JOBS,
    namespace: config.SQLLINT_MAX_CONCURRENT_JOBS_PER_NAMESPACE || Number.POSITIVE_INFINITY,
  };
}
