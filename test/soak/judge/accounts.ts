import { type Entry, indexOf, userIdOf } from '../traffic/ledger.ts';
import type { Kind } from '../traffic/plan.ts';

/** A row of `linting_jobs`. */
export interface JobRow {
  readonly jobId: string;
  readonly userId: string | null;
  readonly status: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/** The tasks of a job that have the same status. */
export interface TaskRow {
  readonly jobId: string;
  readonly status: string;
  readonly count: number;
}

export interface Accounts {
  readonly entries: readonly Entry[];
  readonly jobs: readonly JobRow[];
  readonly tasks: readonly TaskRow[];
  /** The terminal phases that were seen of a submission's resource, in order, by the submission's index. */
  readonly phases: ReadonlyMap<number, readonly string[]>;
}

const done = ['COMPLETED'];

/** How a job of each kind may end. */
const ends: Readonly<Record<Kind, readonly string[]>> = {
  text: done,
  duplicate: done,
  upload: done,
  inline: done,
  configMap: done,
  bad: ['FAILED'],
  // It may be over before the cancellation comes.
  cancelled: ['CANCELLED', ...done],
};

/**
 * Whether every submission has exactly one end and every file exactly one result.
 * @returns a sentence for each that has not; none when all is well
 */
export function judgeAccounts(accounts: Accounts): readonly string[] {
  const jobs = Map.groupBy(accounts.jobs, ({ userId }) => indexOf(userId));
  const tasks = Map.groupBy(accounts.tasks, ({ jobId }) => jobId);
  const known = new Set(accounts.entries.map(({ planned }) => planned.index));
  const strangers = accounts.jobs.filter(({ userId }) => !known.has(indexOf(userId) ?? -1));
  return [
    ...strangers.map(({ jobId, userId }) => `${jobId} of ${userId ?? 'nobody'} was never submitted`),
    ...accounts.entries.flatMap((entry) => {
      const { index } = entry.planned;
      const said = [
        ...judgeRows(entry, jobs.get(index) ?? [], tasks),
        ...judgePhases(accounts.phases.get(index) ?? []),
      ];
      return said.map((sentence) => `${userIdOf(index)} (${entry.planned.kind}): ${sentence}`);
    }),
  ];
}

function judgeRows(
  { planned, answer }: Entry,
  rows: readonly JobRow[],
  tasks: ReadonlyMap<string, readonly TaskRow[]>,
): readonly string[] {
  if (answer === 'accepted' && rows.length !== 1) return [`accepted, and has ${rows.length} jobs instead of one`];
  if (answer === 'refused' && rows.length > 0) return [`refused, and has ${rows.length} jobs instead of none`];
  if (rows.length > 1) return [`unanswered, and has ${rows.length} jobs instead of at most one`];
  return rows.flatMap((row) => {
    const wrong = ends[planned.kind].includes(row.status) ? [] : [`${row.jobId} is ${row.status}`];
    const open = row.finishedAt === null ? [`${row.jobId} has no time of its end`] : [];
    return [...wrong, ...open, ...judgeTasks(row, planned.files, tasks.get(row.jobId) ?? [])];
  });
}

function judgeTasks(row: JobRow, files: number, tasks: readonly TaskRow[]): readonly string[] {
  const counts = new Map(tasks.map(({ status, count }) => [status, count]));
  const total = tasks.reduce((sum, { count }) => sum + count, 0);
  const told = [...counts].map(([status, count]) => `${count} ${status}`).join(', ') || 'no tasks';
  // A job that was cancelled before its source was opened has no tasks.
  const isEarly = row.status === 'CANCELLED' && total === 0;
  if (total !== files && !isEarly) return [`${row.jobId} has ${told} for ${files} files`];
  const isOpen = counts.has('PENDING') || counts.has('IN_PROGRESS');
  const isShort = row.status === 'COMPLETED' && (counts.get('SUCCESS') ?? 0) !== files;
  return isOpen || isShort ? [`${row.jobId} is ${row.status} with ${told} for ${files} files`] : [];
}

function judgePhases(phases: readonly string[]): readonly string[] {
  const different = [...new Set(phases)];
  return different.length > 1 ? [`its resource ended more than once: ${different.join(', then ')}`] : [];
}
