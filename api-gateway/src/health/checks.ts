import { z } from 'zod';

const count = z.int().min(0).optional();

export const checkSchema = z.strictObject({
  status: z.enum(['healthy', 'unhealthy']),
  latency_ms: z.int().min(0),
  message: z.string().optional(),
  online: count.describe('Runners with a young heartbeat.'),
  engines: count.describe('Processes in which they analyse.'),
  current_tasks: count.describe('Files that they work on.'),
});

/** What a check found out besides that all is well. */
export type CheckDetails = Pick<z.infer<typeof checkSchema>, 'online' | 'engines' | 'current_tasks'>;

export const healthSchema = z.strictObject({
  status: z.enum(['healthy', 'unhealthy']),
  timestamp: z.iso.datetime(),
  service: z.string(),
  checks: z.record(z.string(), checkSchema),
});

export type CheckResult = z.infer<typeof checkSchema>;
export type Health = z.infer<typeof healthSchema>;

/** Rejects when something is not as it should be. */
export type Check = () => Promise<CheckDetails>;
export type Checks = Readonly<Record<string, Check>>;

/** Runs all checks at once, each with the deadline, and never rejects. */
export async function runChecks(options: {
  readonly service: string;
  readonly checks: Checks;
  readonly deadlineMs: number;
  readonly clock: () => number;
  /** Told why a check failed: the caller learns only that it did. */
  readonly onFailure: (name: string, error: unknown) => void;
}): Promise<Health> {
  const { service, checks, deadlineMs, clock, onFailure } = options;
  const entries = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const since = clock();
      const outcome = await outcomeOf(check, deadlineMs);
      if (!outcome.ok) onFailure(name, outcome.error);
      return [name, resultOf(name, outcome, clock() - since)] as const;
    }),
  );
  const healthy = entries.every(([, { status }]) => status === 'healthy');
  return {
    status: healthy ? 'healthy' : 'unhealthy',
    timestamp: new Date(clock()).toISOString(),
    service,
    checks: Object.fromEntries(entries),
  };
}

type Outcome = { readonly ok: true; readonly details: CheckDetails } | { readonly ok: false; readonly error: unknown };

async function outcomeOf(check: Check, deadlineMs: number): Promise<Outcome> {
  const late = Promise.withResolvers<Outcome>();
  const timer = setTimeout(
    () => late.resolve({ ok: false, error: new Error(`no answer within ${deadlineMs} ms`) }),
    deadlineMs,
  );
  try {
    return await Promise.race([late.promise, settle(check)]);
  } finally {
    clearTimeout(timer);
  }
}

async function settle(check: Check): Promise<Outcome> {
  try {
    return { ok: true, details: await check() };
  } catch (error) {
    return { ok: false, error };
  }
}

function resultOf(name: string, outcome: Outcome, elapsed: number): CheckResult {
  const latency = { latency_ms: Math.max(0, Math.round(elapsed)) };
  if (outcome.ok) return { status: 'healthy', ...latency, ...outcome.details };
  return { status: 'unhealthy', ...latency, message: `the ${name} does not answer as it should` };
}
