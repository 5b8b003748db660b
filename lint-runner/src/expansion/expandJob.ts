import { taskIdOf } from '@sqllint/core/job/ids';
import { boundWarnings } from '@sqllint/core/job/warnings';
import { resultKeyOf } from '@sqllint/core/profile/resultKey';
import type { EffectiveProfile } from '@sqllint/core/profile/types';
import type { NewTask } from '@sqllint/core/store/types';
import { engineVersion } from '../engineVersion.ts';
import type { RunContext } from '../runner/context.ts';
import type { FileProfiles } from '../settings/fileProfiles.ts';
import { sha256Of } from '../source/sha256.ts';
import { EntryError, type EntryProblem, type SourceEntry, SourceError } from '../source/types.ts';
import { batchesOf } from './batches.ts';
import { keepExpansionLease } from './keepExpansionLease.ts';

/** Entries that are read and hashed at the same time. */
const readTogether = 4;

/**
 * - `filesLeft`: this runner has just expanded the job, and not every file is settled
 * - `done`: there is nothing (more) to expand
 * - `held`: another runner is at it
 */
export type Expansion = 'filesLeft' | 'done' | 'held';

/**
 * Gives every SQL file of the job its task and settles those whose result is known, when no other runner does that.
 * @throws what is not the source's fault
 */
export async function expandJob(context: RunContext): Promise<Expansion> {
  const { jobId, runnerId, store, settings, patiently } = context;
  const lease = await patiently('taking the expansion', () =>
    store.expansion.acquire(jobId, runnerId, settings.leaseMs),
  );
  if (lease !== 'acquired') return lease;
  const kept = keepExpansionLease(context);
  try {
    return await addAllTasks(context, kept.signal);
  } catch (error) {
    if (kept.signal.aborted && !context.signal.aborted) return 'held';
    if (!(error instanceof SourceError)) throw error;
    await recordBadSource(context, error);
    return 'done';
  } finally {
    kept.stop();
  }
}

/** @returns `held` when the lease was lost */
async function addAllTasks(context: RunContext, signal: AbortSignal): Promise<Expansion> {
  const { jobId, runnerId, store, patiently, engines } = context;
  const source = await patiently('opening the source', context.source);
  const profiles = await patiently('reading the settings of the source', context.fileProfiles);
  const warnings = boundWarnings(profiles.warnings);
  const batches = batchesOf(source.entries);
  let result: Expansion = 'done';
  for (const batch of batches) {
    const tasks = await newTasks(context, profiles, batch);
    signal.throwIfAborted();
    // The last batch completes the expansion, in the same transaction.
    const end = batch === batches.at(-1) ? { totalFiles: source.entries.length, warnings } : {};
    const added = await patiently('adding tasks', () =>
      store.expansion.addTasks({ jobId, owner: runnerId, tasks, ...end }),
    );
    if (!added.held) return 'held';
    // Python starts while the rest is expanded; not at all when everything is known.
    if (added.settled < tasks.filter((task) => task.failure === null).length) {
      engines.start();
      result = 'filesLeft';
    }
  }
  return result;
}

async function newTasks(
  context: RunContext,
  profiles: FileProfiles,
  entries: readonly SourceEntry[],
): Promise<readonly NewTask[]> {
  const tasks: NewTask[] = [];
  for (let start = 0; start < entries.length; start += readTogether) {
    const together = entries.slice(start, start + readTogether);
    tasks.push(...(await Promise.all(together.map((entry) => newTask(context, profiles.of(entry), entry)))));
  }
  return tasks;
}

async function newTask(
  { jobId, ref, patiently }: RunContext,
  profile: EffectiveProfile,
  entry: SourceEntry,
): Promise<NewTask> {
  const { entryIndex, fileName, fileSize } = entry;
  const task = { taskId: taskIdOf(jobId, entryIndex), entryIndex, fileName, fileSize };
  if (entry.problem) return { ...task, resultKey: null, failure: entry.problem };
  try {
    const bytes = await patiently('reading a file', () => entry.read());
    const identity = { namespace: ref.namespace, contentSha256: sha256Of(bytes), profile, engineVersion };
    return { ...task, resultKey: resultKeyOf(identity), failure: null };
  } catch (error) {
    return { ...task, resultKey: null, failure: problemOf(error) };
  }
}

function problemOf(error: unknown): EntryProblem {
  if (error instanceof EntryError) return { code: error.code, message: error.message };
  throw error;
}

/** Tasks that exist already will never be complete: they end with the source. */
async function recordBadSource(context: RunContext, error: SourceError): Promise<void> {
  const { jobId, runnerId, store, patiently, logger } = context;
  logger.warn({ reason: error.reason, detail: error.message }, 'the source cannot be used');
  const recorded = await patiently('recording a bad source', () =>
    store.expansion.fail(jobId, runnerId, error.reason, error.message),
  );
  if (!recorded) return;
  await patiently('ending the tasks of a bad source', () =>
    store.tasks.failUnfinished(jobId, 'SOURCE_MISSING', error.message),
  );
}
