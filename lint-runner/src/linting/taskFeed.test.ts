import { afterEach, describe, expect, test } from '@jest/globals';
import { newJobId, type TaskId, taskIdOf } from '@sqllint/core/job/ids';
import { createLogger } from '@sqllint/core/logging/logger';
import { StoreUnavailableError } from '@sqllint/core/store/errors';
import type { ClaimedTask, TaskOperations } from '@sqllint/core/store/types';
import { patience } from '../runner/patience.ts';
import { HeldLeases } from './heldLeases.ts';
import { TaskFeed } from './taskFeed.ts';

const leaseMs = 15_000;
const jobId = newJobId();
const logger = createLogger({ name: 'test', level: 'silent' });
let leases: HeldLeases | undefined;

afterEach(() => leases?.stop());

function task(entryIndex: number): ClaimedTask {
  const taskId = taskIdOf(jobId, entryIndex);
  return { taskId, entryIndex, fileName: `${entryIndex}.sql`, fileSize: 1, resultKey: 'a'.repeat(64), attempt: 1 };
}

/** A feed on a store that is nothing but these operations. */
function feedOn(tasks: Pick<TaskOperations, 'claim' | 'renew'>, clock?: () => number) {
  const { signal } = new AbortController();
  const settings = { leaseMs, maxAttempts: 3, filesPerEngine: 2 };
  const patiently = patience({ logger, signal, patienceMs: 60_000, random: () => 0 });
  const context = { jobId, runnerId: 'runner-a', patiently, signal, store: { tasks }, engines: { size: 1 }, settings };
  const held = new HeldLeases({ ...context, logger }, clock);
  leases = held;
  return { held, feed: new TaskFeed(context, held) };
}

describe('the feed of files', () => {
  test('after an outage the leases are renewed before anything is claimed, without the files that are held', async () => {
    let now = 0;
    let away = true;
    const calls: (readonly [string, readonly TaskId[]])[] = [];
    const { held, feed } = feedOn(
      {
        renew: async (_owner, taskIds) => {
          if (away) {
            away = false;
            throw new StoreUnavailableError('away');
          }
          calls.push(['renew', taskIds]);
          return taskIds;
        },
        claim: async ({ except = [] }) => {
          calls.push(['claim', except]);
          return [task(1)];
        },
      },
      () => now,
    );
    held.add([task(0)]);
    now = leaseMs + 1;
    expect(await feed.next()).toEqual(task(1));
    expect(calls).toEqual([
      ['renew', [task(0).taskId]],
      ['claim', [task(0).taskId]],
    ]);
  });
});
