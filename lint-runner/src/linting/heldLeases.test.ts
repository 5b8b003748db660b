import { afterEach, describe, expect, test } from '@jest/globals';
import { newJobId, type TaskId, taskIdOf } from '@sqllint/core/job/ids';
import { createLogger } from '@sqllint/core/logging/logger';
import type { ClaimedTask } from '@sqllint/core/store/types';
import { HeldLeases, LeaseLostError } from './heldLeases.ts';

const leaseMs = 15_000;
const jobId = newJobId();
let leases: HeldLeases | undefined;

afterEach(() => leases?.stop());

function claimed(attempt: number, entryIndex = 0): ClaimedTask {
  const taskId = taskIdOf(jobId, entryIndex);
  return { taskId, entryIndex, fileName: `${entryIndex}.sql`, fileSize: 1, resultKey: 'a'.repeat(64), attempt };
}

/** Leases whose renewals are answered by `answer`, by default that all are held. */
function hold(
  answer: (asked: readonly TaskId[]) => Promise<readonly TaskId[]> = async (asked) => asked,
  clock?: () => number,
): HeldLeases {
  const store = { tasks: { renew: (_owner: string, asked: readonly TaskId[]) => answer(asked) } };
  const logger = createLogger({ name: 'test', level: 'silent' });
  leases = new HeldLeases({ runnerId: 'runner-a', store, settings: { leaseMs }, logger }, clock);
  return leases;
}

describe('the leases of a runner', () => {
  test('a file that is claimed again is one attempt at a time: the earlier one is aborted', () => {
    const held = hold();
    held.add([claimed(1)]);
    const first = held.signalOf(claimed(1));
    held.add([claimed(2)]);
    expect(first?.reason).toBeInstanceOf(LeaseLostError);
    expect(held.signalOf(claimed(1))).toBeUndefined();
    expect(held.signalOf(claimed(2))?.aborted).toBe(false);
  });

  test('forgetting an earlier attempt keeps the later one', () => {
    const held = hold();
    held.add([claimed(2)]);
    held.forget([claimed(1)]);
    expect(held.taskIds).toEqual([claimed(2).taskId]);
    held.forget([claimed(2)]);
    expect(held.taskIds).toEqual([]);
  });

  test('an answer about an earlier attempt does not drop the later one', async () => {
    const answer = Promise.withResolvers<readonly TaskId[]>();
    const held = hold(() => answer.promise);
    held.add([claimed(1), claimed(1, 1)]);
    const other = held.signalOf(claimed(1, 1));
    const renewing = held.renew();
    held.add([claimed(3)]);
    answer.resolve([]);
    await renewing;
    expect(held.taskIds).toEqual([claimed(3).taskId]);
    expect(other?.reason).toBeInstanceOf(LeaseLostError);
  });

  test('a renewal that is overdue is made up for, again and again until it succeeds', async () => {
    let now = 0;
    let away = true;
    let renewals = 0;
    const held = hold(
      async (asked) => {
        renewals += 1;
        if (away) throw new Error('away');
        return asked;
      },
      () => now,
    );
    held.add([claimed(1)]);
    now = leaseMs / 3;
    await held.renewIfLate();
    expect(renewals).toBe(0);
    now = leaseMs + 1;
    await expect(held.renewIfLate()).rejects.toThrow('away');
    away = false;
    await held.renewIfLate();
    await held.renewIfLate();
    expect(renewals).toBe(2);
  });
});
