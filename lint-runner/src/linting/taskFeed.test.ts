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
    expect(calls.slice(0, 2)).toEqual([
      ['renew', [task(0).taskId]],
      ['claim', [task(0).taskId]],
    ]);
  });

  test('is closed only when the claim that is under way has been answered', async () => {
    const answer = Promise.withResolvers<readonly ClaimedTask[]>();
    const { feed } = feedOn({ renew: async () => [], claim: () => answer.promise });
    void feed.next();
    const closed = feed.close().then(() => 'closed');
    expect(await Promise.race([closed, pause(50)])).toBe('still open');
    answer.resolve([task(0)]);
    expect(await closed).toBe('closed');
    expect(await feed.next()).toBeUndefined();
  });

  test('is closed although the claim under way fails, and does not try it again', async () => {
    let claims = 0;
    const { feed } = feedOn({
      renew: async () => [],
      claim: async () => {
        claims += 1;
        throw new StoreUnavailableError('away');
      },
    });
    void feed.next();
    await feed.close();
    expect(claims).toBe(1);
  });
});

async function pause(ms: number): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return 'still open';
}
