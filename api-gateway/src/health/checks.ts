import { z } from 'zod';

export const checkSchema = z.strictObject({
  status: z.enum(['healthy', 'unhealthy']),
  latency_ms: z.int().min(0),
  message: z.string().optional(),
});

export const healthSchema = z.strictObject({
  status: z.enum(['healthy', 'unhealthy']),
  timestamp: z.iso.datetime(),
  service: z.string(),
  checks: z.record(z.string(), checkSchema),
});

export type CheckResult = z.infer<typeof checkSchema>;
export type Health = z.infer<typeof healthSchema>;

export type Checks = Readonly<Record<string, () => Promise<unknown>>>;

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
      const failure = await failureOf(check, deadlineMs);
      if (failure !== undefined) onFailure(name, failure.error);
      return [name, resultOf(name, failure, clock() - since)] as const;
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

interface Failure {
  readonly error: unknown;
}

async function failureOf(check: () => Promise<unknown>, deadlineMs: number): Promise<Failure | undefined> {
  const { promise, resolve } = Promise.withResolvers<Failure>();
  const timer = setTimeout(() => resolve({ error: new Error(`no answer within ${deadlineMs} ms`) }), deadlineMs);
  try {
    return await Promise.race([promise, settle(check)]);
  } finally {
    clearTimeout(timer);
  }
}

async function settle(check: () => Promise<unknown>): Promise<Failure | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    return { error };
  }
}

function resultOf(name: string, failure: Failure | undefined, elapsed: number): CheckResult {
  const latency = { latency_ms: Math.max(0, Math.round(elapsed)) };
  if (failure === undefined) return { status: 'healthy', ...latency };
  return { status: 'unhealthy', ...latency, message: `the ${name} does not answer as it should` };
}
