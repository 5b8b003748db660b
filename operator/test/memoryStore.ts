import type { JobId } from '@sqllint/core/job/ids';
import { isTerminalStatus } from '@sqllint/core/job/states';
import { noViolations } from '@sqllint/core/profile/severity';
import { UnfinishedTasksError } from '@sqllint/core/store/errors';
import type { JobOutcome, JobProgress, JobRecord, NewJob, Store } from '@sqllint/core/store/types';
import { someProgress } from './situations.ts';

type Row = NewJob & JobProgress & Partial<JobOutcome>;

/** The rows of jobs in memory, and what their runners have done. */
export class MemoryStore {
  readonly rows = new Map<JobId, Row>();
  down = false;

  set(change: { readonly down: boolean }): void {
    this.down = change.down;
  }

  get store(): Store {
    return { jobs: this.#jobs(), tasks: this.#tasks() } as unknown as Store;
  }

  /** Runners list the files of a job, or settle one of them. */
  work(jobId: JobId, outcome: 'listed' | 'succeeded' | 'failed'): void {
    const row = this.rows.get(jobId);
    if (this.down || row === undefined || isTerminalStatus(row.status)) return;
    const { tasks } = row;
    if (outcome === 'listed') {
      if (!row.expanded) this.#keep(jobId, { expanded: true, tasks: { ...tasks, total: 3, pending: 3 } });
    } else if (tasks.pending > 0) {
      const settled = { pending: tasks.pending - 1, [outcome]: tasks[outcome] + 1 };
      this.#keep(jobId, { tasks: { ...tasks, ...settled } });
    }
  }

  #keep(jobId: JobId, change: Partial<Row>): void {
    const row = this.#row(jobId);
    if (row !== undefined) this.rows.set(jobId, { ...row, ...change });
  }

  #row(jobId: JobId): Row | undefined {
    if (this.down) throw new Error('connect ECONNREFUSED');
    return this.rows.get(jobId);
  }

  #jobs() {
    return {
      progress: async (jobId: JobId) => this.#row(jobId),
      get: async (jobId: JobId) => {
        const row = this.#row(jobId);
        return row && ({ ...row, warnings: [], updatedAt: row.createdAt } as unknown as JobRecord);
      },
      severityCounts: async () => noViolations,
      insert: async (job: NewJob) => {
        if (this.#row(job.jobId) === undefined) this.rows.set(job.jobId, { ...job, ...someProgress() });
      },
      markProcessing: async (jobId: JobId) => {
        if (this.#row(jobId)?.status === 'ACCEPTED') this.#keep(jobId, { status: 'PROCESSING' });
      },
      finish: async (jobId: JobId, outcome: JobOutcome) => {
        const row = this.#row(jobId);
        if (row === undefined || isTerminalStatus(row.status)) return false;
        if (row.tasks.pending > 0) throw new UnfinishedTasksError('tasks are left');
        this.#keep(jobId, outcome);
        return true;
      },
    };
  }

  #tasks() {
    return {
      failUnfinished: async (jobId: JobId) => {
        const row = this.#row(jobId);
        if (row === undefined) return;
        const { tasks } = row;
        this.#keep(jobId, { tasks: { ...tasks, pending: 0, failed: tasks.failed + tasks.pending } });
      },
    };
  }
}
