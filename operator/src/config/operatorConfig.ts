import type { V1ResourceRequirements } from '@kubernetes/client-node';
import { integerSetting } from '@sqllint/core/config/readConfig';
import { z } from 'zod';
import { engineSizingOf, leastRunnerMib } from '../kubernetes/engineSizing.ts';
import type { RunnerJobSettings } from '../kubernetes/runnerJobSettings.ts';

const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info');

const quantities = z.record(z.string(), z.union([z.string(), z.number()]).transform(String));

const requirements = z.strictObject({ requests: quantities.optional(), limits: quantities.optional() }).transform(
  ({ requests, limits }): V1ResourceRequirements => ({
    ...(requests && { requests }),
    ...(limits && { limits }),
  }),
);

/** Kubernetes resource requirements as JSON text. */
const resources = z.string().transform((text, context): V1ResourceRequirements => {
  const parsed = requirements.safeParse(json(text));
  const problem = parsed.success ? sizeProblem(parsed.data) : `must be JSON such as ${example}`;
  if (parsed.success && problem === undefined) return parsed.data;
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});

const example = '{"requests":{"cpu":"1"},"limits":{"memory":"1Gi"}}';

/** Runners with too little memory would be made, would refuse to start, and would fail every job. */
function sizeProblem(resources: V1ResourceRequirements): string | undefined {
  if (engineSizingOf(resources).engines > 0) return undefined;
  return `the memory limit has no room for an analysis engine: raise limits.memory to ${leastRunnerMib}Mi or more`;
}

/** The operator's settings on Kubernetes. */
export const operatorConfigSchema = z.object({
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
  SQLLINT_RUNNER_RESOURCES: resources.default({
    requests: { cpu: '500m', memory: '512Mi' },
    limits: { memory: '1Gi' },
  }),
  /** A Job that is gone before its end was observed looks like one that vanished: its failures would not count. */
  SQLLINT_RUNNER_KEEP_SECONDS: integerSetting({ min: 60, max: 604_800, default: 3600 }),
  SQLLINT_POD_TROUBLE_GRACE_SECONDS: integerSetting({ min: 1, max: 86_400, default: 300 }),
  SQLLINT_SLOW_START_GRACE_SECONDS: integerSetting({ min: 1, max: 86_400, default: 900 }),
  SQLLINT_UNSCHEDULABLE_GRACE_SECONDS: integerSetting({ min: 1, max: 604_800, default: 1800 }),
  SQLLINT_PORT: integerSetting({ min: 0, max: 65_535, default: 8080 }),
  SQLLINT_LOG_LEVEL: logLevel,
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

export function runnerJobSettings(config: OperatorConfig): RunnerJobSettings {
  return {
    image: config.SQLLINT_RUNNER_IMAGE,
    imagePullPolicy: config.SQLLINT_RUNNER_IMAGE_PULL_POLICY,
    serviceAccountName: config.SQLLINT_RUNNER_SERVICE_ACCOUNT,
    databaseSecret: config.SQLLINT_RUNNER_DATABASE_SECRET,
    shareClaim: config.SQLLINT_SHARE_CLAIM,
    shareSubPath: config.SQLLINT_SHARE_SUBPATH,
    resources: config.SQLLINT_RUNNER_RESOURCES,
    ...engineSizingOf(config.SQLLINT_RUNNER_RESOURCES),
    logLevel: config.SQLLINT_LOG_LEVEL,
    keepSeconds: config.SQLLINT_RUNNER_KEEP_SECONDS,
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
