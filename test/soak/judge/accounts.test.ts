import { expect, test } from '@jest/globals';
import type { Answer, Entry } from '../traffic/ledger.ts';
import type { Kind } from '../traffic/plan.ts';
import { type Accounts, type JobRow, judgeAccounts, type TaskRow } from './accounts.ts';

function entry(kind: Kind, files: number, answer: Answer = 'accepted'): Entry {
  const planned = {
    index: 7,
    kind,
    atMs: 0,
    files,
    content: 7,
    ttlSeconds: 30,
    cancelAfterMs: undefined,
    badSource: undefined,
  };
  return { planned, answer, reason: undefined };
}

function job(status: string, change: Partial<JobRow> = {}): JobRow {
  return { jobId: 'job-a', userId: 'soak-7', status, createdAt: 0, finishedAt: 1, ...change };
}

function tasks(counts: Readonly<Record<string, number>>): readonly TaskRow[] {
  return Object.entries(counts).map(([status, count]) => ({ jobId: 'job-a', status, count }));
}

function judge(accounts: Partial<Accounts>): readonly string[] {
  return judgeAccounts({ entries: [entry('upload', 3)], jobs: [], tasks: [], phases: new Map(), ...accounts });
}

test.each<[string, Partial<Accounts>]>([
  ['every file was analysed', { jobs: [job('COMPLETED')], tasks: tasks({ SUCCESS: 3 }) }],
  ['a bad source failed', { entries: [entry('bad', 0)], jobs: [job('FAILED')] }],
  ['a cancelled job had not been opened', { entries: [entry('cancelled', 40)], jobs: [job('CANCELLED')] }],
  [
    'a cancelled job had done some files',
    { entries: [entry('cancelled', 40)], jobs: [job('CANCELLED')], tasks: tasks({ SUCCESS: 5, FAILURE: 35 }) },
  ],
  [
    'a job was over before it could be cancelled',
    { entries: [entry('cancelled', 40)], jobs: [job('COMPLETED')], tasks: tasks({ SUCCESS: 40 }) },
  ],
  ['a submission was refused', { entries: [entry('upload', 3, 'refused')] }],
  ['a submission had no answer and left nothing', { entries: [entry('upload', 3, 'none')] }],
  [
    'a submission had no answer and was done all the same',
    { entries: [entry('upload', 3, 'none')], jobs: [job('COMPLETED')], tasks: tasks({ SUCCESS: 3 }) },
  ],
  [
    'the same end was seen twice',
    {
      jobs: [job('COMPLETED')],
      tasks: tasks({ SUCCESS: 3 }),
      phases: new Map([[7, ['Completed', 'Completed']]]),
    },
  ],
])('all is well when %s', (_, accounts) => {
  expect(judge(accounts)).toEqual([]);
});

test.each<[string, Partial<Accounts>, string]>([
  ['lost', {}, 'has 0 jobs instead of one'],
  [
    'done twice',
    { jobs: [job('COMPLETED'), job('COMPLETED', { jobId: 'job-b' })], tasks: tasks({ SUCCESS: 3 }) },
    'has 2 jobs instead of one',
  ],
  ['unfinished', { jobs: [job('PROCESSING')], tasks: tasks({ SUCCESS: 3 }) }, 'is PROCESSING'],
  ['ended without a time', { jobs: [job('COMPLETED', { finishedAt: null })], tasks: tasks({ SUCCESS: 3 }) }, 'no time'],
  ['wrongly failed', { jobs: [job('FAILED')], tasks: tasks({ FAILURE: 3 }) }, 'is FAILED'],
  ['short of a file', { jobs: [job('COMPLETED')], tasks: tasks({ SUCCESS: 2 }) }, '2 SUCCESS for 3 files'],
  ['with a file twice', { jobs: [job('COMPLETED')], tasks: tasks({ SUCCESS: 4 }) }, '4 SUCCESS for 3 files'],
  [
    'complete with a failed file',
    { jobs: [job('COMPLETED')], tasks: tasks({ SUCCESS: 2, FAILURE: 1 }) },
    '2 SUCCESS, 1 FAILURE for 3 files',
  ],
  [
    'cancelled with an open file',
    {
      entries: [entry('cancelled', 40)],
      jobs: [job('CANCELLED')],
      tasks: tasks({ SUCCESS: 5, PENDING: 35 }),
    },
    '5 SUCCESS, 35 PENDING for 40 files',
  ],
  [
    'refused and done',
    { entries: [entry('upload', 3, 'refused')], jobs: [job('COMPLETED')], tasks: tasks({ SUCCESS: 3 }) },
    'refused, and has 1 jobs',
  ],
  [
    'ended twice',
    { jobs: [job('COMPLETED')], tasks: tasks({ SUCCESS: 3 }), phases: new Map([[7, ['Failed', 'Completed']]]) },
    'Failed, then Completed',
  ],
  ['of a stranger', { entries: [], jobs: [job('COMPLETED', { userId: null })] }, 'job-a of nobody was never submitted'],
])('a submission that is %s is told', (_, accounts, sentence) => {
  const said = judge(accounts);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(sentence);
});
