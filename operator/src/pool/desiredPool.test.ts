import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { desiredPool, type PoolSituation } from './desiredPool.ts';

const now = 1_700_000_000_000;
type Runner = PoolSituation['runners'][number];

function runner(slot: number, changes: Partial<Runner> = {}): Runner {
  return { slot, state: 'running', isCurrent: true, trouble: undefined, name: `r${slot}`, ...changes };
}

function plan(changes: Partial<PoolSituation>) {
  return desiredPool({ backlog: undefined, runners: [], min: 0, max: 4, filesPerRunner: 20, now, ...changes });
}

function backlog(waiting: number, inProgress = 0, waitedMs = 0) {
  return { waiting, inProgress, oldestWaitingSince: waiting === 0 ? null : now - waitedMs };
}

const trouble = { kind: 'noRoom', reason: 'Unschedulable', message: 'No room.', since: now } as const;

describe('the places to fill', () => {
  test.each<[string, Partial<PoolSituation>, readonly number[]]>([
    ['none without work', {}, []],
    ['the least without work', { min: 2 }, [0, 1]],
    ['one for one file', { backlog: backlog(1) }, [0]],
    ['one for as many files as one is worth', { backlog: backlog(20) }, [0]],
    ['one more for one more file', { backlog: backlog(21) }, [0, 1]],
    ['as many as there may be, however many files wait', { backlog: backlog(10_000) }, [0, 1, 2, 3]],
    ['files that are worked on count', { backlog: backlog(10, 40), runners: [runner(0), runner(1)] }, [2]],
    ['none more for files that are all worked on', { backlog: backlog(0, 20), runners: [runner(0)] }, []],
    ['those that start count', { backlog: backlog(30), runners: [runner(0), runner(2, { state: 'starting' })] }, []],
    [
      'a place whose runner is leaving is taken',
      { backlog: backlog(1), runners: [runner(0, { state: 'leaving' })] },
      [1],
    ],
    ['a place whose runner has left is free', { backlog: backlog(1), runners: [runner(0, { state: 'left' })] }, [0]],
    ['a place whose runner failed is free', { backlog: backlog(1), runners: [runner(0, { state: 'failed' })] }, [0]],
    ['a kept place is filled though another runs', { min: 1, runners: [runner(3)] }, [0]],
    [
      'never beyond the bound, also while others leave',
      { max: 2, backlog: backlog(100), runners: [runner(0, { state: 'leaving' }), runner(1)] },
      [],
    ],
    ['none when the pool is off', { max: 0, backlog: backlog(5) }, []],
    [
      'one more when a job waits long for those that run',
      { backlog: backlog(1, 2, 11_000), runners: [runner(0)] },
      [1],
    ],
    ['not yet when it has not waited long', { backlog: backlog(1, 2, 9000), runners: [runner(0)] }, []],
    [
      'not while the last one still starts',
      { backlog: backlog(1, 2, 60_000), runners: [runner(0), runner(1, { state: 'starting' })] },
      [],
    ],
  ])('%s', (_, situation, slots) => {
    expect(plan(situation).create).toEqual(slots);
  });
});

describe('the runners that are asked to leave', () => {
  test.each<[string, Partial<PoolSituation>, readonly string[]]>([
    ['those on a node that does not answer', { runners: [runner(0), runner(1, { state: 'lost' })] }, ['r1']],
    ['none that runs, though there is no work', { runners: [runner(0), runner(1)] }, []],
    ['none that starts, though there is no work', { runners: [runner(0, { state: 'starting' })] }, []],
    [
      'those that cannot start, when nobody wants them any more',
      { runners: [runner(0, { state: 'starting', trouble }), runner(1, { state: 'starting', trouble })] },
      ['r1', 'r0'],
    ],
    [
      'none that cannot start while it is wanted',
      { backlog: backlog(1), runners: [runner(0, { state: 'starting', trouble })] },
      [],
    ],
    [
      'one of an older making at a time',
      { runners: [runner(0, { isCurrent: false }), runner(1, { isCurrent: false })] },
      ['r0'],
    ],
    [
      'no other while one leaves',
      { runners: [runner(0, { state: 'leaving', isCurrent: false }), runner(1, { isCurrent: false })] },
      [],
    ],
    [
      'no other before the place of the last one is filled',
      {
        min: 3,
        runners: [runner(1, { isCurrent: false }), runner(2, { isCurrent: false })],
      },
      [],
    ],
    [
      'no other before its successor runs',
      { runners: [runner(0, { state: 'starting' }), runner(1, { isCurrent: false })] },
      [],
    ],
    ['the next one when its successor runs', { runners: [runner(0), runner(1, { isCurrent: false })] }, ['r1']],
    [
      'those of an older making that have not started at once',
      {
        backlog: backlog(100),
        runners: [
          runner(0, { isCurrent: false, state: 'starting', trouble }),
          runner(1, { isCurrent: false, state: 'starting' }),
          runner(2, { isCurrent: false }),
        ],
      },
      ['r0', 'r1'],
    ],
  ])('%s', (_, situation, names) => {
    expect(plan(situation).retire).toEqual(names);
  });
});

const someRunners = fc.uniqueArray(
  fc.record({
    slot: fc.integer({ min: 0, max: 7 }),
    state: fc.constantFrom('starting', 'running', 'leaving', 'left', 'failed', 'lost'),
    isCurrent: fc.boolean(),
    trouble: fc.constantFrom(undefined, trouble),
  }),
  { selector: ({ slot }) => slot },
);

test('whatever the situation: never more than the bound, no place twice, and with work and room somebody to do it', () => {
  fc.assert(
    fc.property(
      someRunners,
      fc.nat(500),
      fc.nat(500),
      fc.nat(20_000),
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 0, max: 8 }),
      (found, waiting, inProgress, waitedMs, bound, other) => {
        const [min, max] = [Math.min(bound, other), Math.max(bound, other)];
        const runners = found.map((each) => runner(each.slot, each as Partial<Runner>));
        const { create } = plan({ runners, min, max, backlog: backlog(waiting, inProgress, waitedMs) });
        const present = runners.filter(({ state }) => state !== 'left' && state !== 'failed');
        expect(create.length).toBeLessThanOrEqual(Math.max(0, max - present.length));
        expect(new Set([...present.map(({ slot }) => slot), ...create]).size).toBe(present.length + create.length);
        if (waiting > 0 && max > present.length) {
          const alive = present.filter(({ state }) => state !== 'leaving' && state !== 'lost').length + create.length;
          expect(alive).toBeGreaterThan(0);
        }
      },
    ),
  );
});
