import { runnerExit } from '@sqllint/core/job/runnerExit';
import { StoreBusyError, StoreUnavailableError } from '@sqllint/core/store/errors';
import type { PoolJob } from '@sqllint/core/store/types';
import { Turnstile } from '../linting/turnstile.ts';
import type { RunnerParts } from '../runner/context.ts';
import { patience } from '../runner/patience.ts';
import { type RunOutcome, runJob } from '../runner/runJob.ts';
import { drainPool, type JobVisit } from './drainPool.ts';
import { measureLoad } from './engineLoad.ts';
import { PoolHeartbeat } from './poolHeartbeat.ts';
import type { PoolSettings } from './settings.ts';

export interface RunPoolOptions extends RunnerParts {
  readonly namespace: string;
  readonly pool: PoolSettings;
  /** Gets the engines ready. When it fails, no job is touched. */
  readonly warmUp: (engines: RunnerParts['engines'], signal: AbortSignal) => Promise<void>;
}

/**
 * Starts the engines and then works on the jobs of the namespace's pool until the runner is to leave. Never rejects: a
 * failure ends as another exit code than 0, with the files given back.
 */
export async function runPool(options: RunPoolOptions): Promise<RunOutcome> {
  const { logger, signal } = options;
  const heartbeat = new PoolHeartbeat(options);
  try {
    heartbeat.start();
    await Promise.race([options.warmUp(options.engines, signal), rejectedBy(signal)]);
    logger.info({ namespace: options.namespace }, 'the runner is warm');
    return await drain(options, heartbeat);
  } catch (error) {
    if (signal.aborted) return { exitCode: runnerExit.done, message: 'The runner was asked to leave.' };
    logger.error({ err: error }, 'the runner failed');
    const isAway = error instanceof StoreUnavailableError || error instanceof StoreBusyError;
    const exitCode = isAway ? runnerExit.databaseAway : runnerExit.failed;
    return { exitCode, message: error instanceof Error ? error.message : String(error) };
  } finally {
    await heartbeat.stop();
  }
}

function drain(options: RunPoolOptions, heartbeat: PoolHeartbeat): Promise<RunOutcome> {
  const { namespace, store, pool, settings, signal, logger } = options;
  const load = measureLoad(options.engines, pool.longFileMs, () => performance.now());
  const patiently = patience({ logger, signal, patienceMs: settings.patienceMs });
  const shared = { ...options, engines: load.engines, bigFiles: new Turnstile() };
  return drainPool({
    next: (except) => patiently('looking for work', () => store.pool.next({ namespace, except })),
    work: (job) => visit(shared, heartbeat, job),
    hasRoom: () => !load.isClogged(),
    settings: pool,
    signal,
  });
}

async function visit(
  parts: RunnerParts & { readonly bigFiles: Turnstile },
  heartbeat: PoolHeartbeat,
  { namespace, name, jobId, uid }: PoolJob,
): Promise<JobVisit> {
  const { store, logger } = parts;
  let opened = false;
  let worked = 0;
  const outcome = await runJob({
    ...parts,
    ref: { namespace, name },
    uid,
    leaveWhen: 'nothingToClaim',
    heartbeat: (work) => {
      opened = true;
      const joined = heartbeat.of(work);
      return {
        ...joined,
        worked: (files) => {
          worked += files;
          joined.worked(files);
        },
      };
    },
  });
  if (outcome.resourceIsGone) {
    logger.info({ namespace, job: name, job_id: jobId }, 'the pool has a job whose resource is gone, and forgets it');
    await store.pool
      .withdraw(jobId)
      .catch((error: unknown) => logger.warn({ err: error, job_id: jobId }, 'the job will be found again'));
  }
  return { outcome, opened, worked };
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const refuse = (): void => reject(signal.reason);
  if (signal.aborted) refuse();
  else signal.addEventListener('abort', refuse, { once: true });
  promise.catch(() => undefined);
  return promise;
}
