import type { ClaimedTask } from '@sqllint/core/store/types';
import { checkEngineVersion } from '../engineVersion.ts';
import type { RunContext } from '../runner/context.ts';
import { CommitQueue } from './commitQueue.ts';
import { type HeldLeases, LeaseLostError } from './heldLeases.ts';
import { lintTask } from './lintTask.ts';
import { recordFailure } from './recordFailure.ts';
import { TaskFeed } from './taskFeed.ts';

/** Finished files that may wait for share and database before no more are begun. */
const longestBacklog = 64;

/** One round of work: claims and analyses until nothing can be claimed. */
interface Round {
  readonly context: RunContext;
  readonly leases: HeldLeases;
  readonly feed: TaskFeed;
  readonly commits: CommitQueue;
  readonly engineChecked: () => Promise<void>;
  readonly onSettled: () => void;
}

/**
 * Analyses what can be claimed of the job and commits it.
 * @param options.onSettled called after files were finished
 * @returns how many files were worked on; 0 when nothing could be claimed
 * @throws what is not a file's fault; files that are finished by then are committed
 */
export async function lintTasks(
  context: RunContext,
  options: { readonly leases: HeldLeases; readonly onSettled: () => void },
): Promise<number> {
  const { leases, onSettled } = options;
  let checked: Promise<void> | undefined;
  const round: Round = {
    context,
    leases,
    onSettled,
    feed: new TaskFeed(context, leases),
    commits: new CommitQueue(context, leases, onSettled),
    engineChecked: () => {
      checked ??= checkEngineVersion(context.engines);
      return checked;
    },
  };
  const workers = Array.from({ length: context.engines.size * context.settings.filesPerEngine }, () => work(round));
  try {
    const counts = await Promise.race([Promise.all(workers), round.commits.failed]);
    return counts.reduce((sum, count) => sum + count, 0);
  } finally {
    await Promise.allSettled([round.feed.close(), ...workers]);
    await round.commits.drain();
  }
}

async function work(round: Round): Promise<number> {
  let worked = 0;
  for (let task = await round.feed.next(); task !== undefined; task = await round.feed.next()) {
    await workOn(round, task);
    worked += 1;
    if (round.commits.backlog > longestBacklog) await round.commits.drain();
  }
  return worked;
}

async function workOn(round: Round, task: ClaimedTask): Promise<void> {
  const { context, leases, commits } = round;
  const held = leases.signalOf(task);
  // Lost while it waited for its turn: another runner has it, or it waits here once more, as a later attempt.
  if (held === undefined) return;
  const signal = AbortSignal.any([held, context.signal]);
  try {
    await round.engineChecked();
    const linted = await lintTask(context, task, signal);
    if ('finished' in linted) commits.add(linted.finished);
    else {
      await recordFailure(context, task, linted.problem);
      leases.forget([task]);
      round.onSettled();
    }
  } catch (error) {
    if (!(error instanceof LeaseLostError) && !context.signal.aborted) throw error;
  }
}
