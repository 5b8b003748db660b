import type { JobResources } from '../cluster/jobResources.ts';
import type { Logger } from '../logging/logger.ts';
import { openShare } from '../share/openShare.ts';
import type { Store } from '../store/types.ts';
import { forgetJobs } from './forgetJobs.ts';
import { forgetResults } from './forgetResults.ts';
import { forgetSubmissions } from './forgetSubmissions.ts';
import type { RetentionCounts } from './types.ts';

export type { RetentionCounts } from './types.ts';

const dayMs = 86_400_000;

/** Of one pass, so that a share with foreign files does not fill the log. */
const toldStuck = 10;

export interface RetentionOptions {
  readonly store: Pick<Store, 'retention'>;
  readonly jobs: Pick<JobResources, 'list'>;
  readonly namespace: string;
  /** The namespace's folder on the share. */
  readonly shareDir: string;
  /** Jobs that ended so long ago are forgotten; 0 keeps all of them. */
  readonly days: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly now?: () => number;
  /** Milliseconds before leftovers and unused results go: a day, which no submission and no analysis takes. */
  readonly graceMs?: number;
}

/**
 * One pass over one namespace: forgets jobs that ended long ago with their tasks and sources, and then whatever nothing
 * refers to any more. `archives/` is never touched. A pass that is cut short is continued by the next one.
 * @throws the store's errors, those of the share as a whole, the signal's reason
 */
export async function forgetOld(options: RetentionOptions): Promise<RetentionCounts> {
  const { store, jobs, namespace, shareDir, days, logger, signal, now = Date.now, graceMs = dayMs } = options;
  let stuck = 0;
  const onStuck = (path: string, error: unknown): void => {
    stuck += 1;
    if (stuck <= toldStuck) logger.warn({ err: error, path }, 'this could not be removed from the share');
  };
  const graces = { leftoverMs: graceMs, unusedMs: graceMs };
  const context = { store, namespace, root: shareDir, now: now(), ...graces, onStuck, signal };
  const resources = await jobs.list(namespace);
  const forgotten =
    days === 0
      ? { jobs: 0, tasks: 0 }
      : await forgetJobs(context, resources, (await store.retention.now()) - days * dayMs);
  const sources = await forgetSubmissions(context, resources);
  const results = await forgetResults(context);
  const temporaryFiles = await openShare(shareDir, now).sweep();
  return { ...forgotten, ...sources, ...results, temporaryFiles, stuck };
}
