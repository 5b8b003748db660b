import { isDeepStrictEqual } from 'node:util';
import { finalizer } from '@sqllint/core/cluster/finalizer';
import type { OperatorStatus } from '@sqllint/core/cluster/jobResources';
import { isTerminalPhase, isTerminalStatus, jobStatusOf } from '@sqllint/core/job/states';
import { createLogger } from '@sqllint/core/logging/logger';
import { noViolations } from '@sqllint/core/profile/severity';
import type { SqlLintJob, SqlLintJobSpec } from '@sqllint/core/resource/sqlLintJob';
import { UnfinishedTasksError } from '@sqllint/core/store/errors';
import type { JobOutcome, JobProgress, JobRecord, Store } from '@sqllint/core/store/types';
import { type Admission, createAdmission } from '../src/admission/createAdmission.ts';
import type { JobCluster } from '../src/cluster/jobCluster.ts';
import { type Workload, WorkloadRefusedError } from '../src/cluster/workloads.ts';
import type { ReconcileWorld } from '../src/controller/reconcile.ts';
import { aJob } from './jobs.ts';
import { aWorkload, settings, someProgress } from './situations.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

/**
 * One job and its surroundings in memory. It breaks the rules of an operator loudly: a second live workload, a status
 * that changes after the end, a resource that goes before its history is durable.
 */
export class MemoryWorld {
  job: SqlLintJob | undefined = aJob({ spec: { activeDeadlineSeconds: 600, ttlSecondsAfterFinished: 1200 } });
  row: (JobProgress & Partial<JobOutcome>) | undefined;
  workload: Workload | undefined;
  now: number;
  databaseDown = false;
  refusing = false;
  /** The operator dies before its n-th change of the world. */
  diesIn: number | undefined;
  statusWrites = 0;
  readonly #admission: Admission;

  constructor(now: number) {
    this.now = now;
    const limits = { installation: 1, namespace: 1 };
    this.#admission = createAdmission({ limits, onAdmitted: () => undefined });
    this.#admission.open();
  }

  get world(): ReconcileWorld {
    return {
      cluster: this.#cluster() as JobCluster,
      store: this.#store() as Store,
      known: {
        get: () => this.job,
        see: () => ({ isNew: true }),
        remember: () => undefined,
        values: () => (this.job === undefined ? [] : [this.job]),
        size: 1,
      },
      desk: { admission: this.#admission, places: { take: () => true } },
      logger,
      now: () => this.now,
      settings,
    };
  }

  set(change: Partial<Pick<MemoryWorld, 'now' | 'workload' | 'databaseDown' | 'refusing' | 'diesIn'>>): void {
    Object.assign(this, change);
  }

  changeSpec(change: Partial<SqlLintJobSpec>): void {
    if (this.job) this.job = { ...this.job, spec: { ...this.job.spec, ...change } };
  }

  changeWorkload(change: Partial<Workload>): void {
    if (this.workload) this.workload = { ...this.workload, ...change };
  }

  deleteResource(): void {
    if (this.job === undefined || this.job.metadata.deletionTimestamp !== undefined) return;
    const deletionTimestamp = new Date(this.now).toISOString();
    this.#keep(this.job, { deletionTimestamp });
  }

  /** A runner works: lists files, or settles one. */
  work(outcome: 'listed' | 'succeeded' | 'failed'): void {
    if (this.workload?.state !== 'running' || this.row === undefined || isTerminalStatus(this.row.status)) return;
    const { tasks } = this.row;
    if (outcome === 'listed') {
      if (!this.row.expanded)
        this.row = { ...this.row, ...someProgress({ ...this.row, expanded: true }, { pending: 3 }) };
    } else if (tasks.pending > 0) {
      this.row = { ...this.row, tasks: { ...tasks, pending: tasks.pending - 1, [outcome]: tasks[outcome] + 1 } };
    }
  }

  /** A runner finds the source bad, and dies before it has ended the files that are listed already. */
  spoilSource(): void {
    if (this.row === undefined || isTerminalStatus(this.row.status)) return;
    const tasks = { ...this.row.tasks, total: 3, pending: 3 };
    this.row = { ...this.row, expanded: false, sourceErrorReason: 'SourceInvalid', sourceErrorMessage: 'torn', tasks };
  }

  /** Someone restores an older database. */
  loseRow(): void {
    if (!isTerminalPhase(this.job?.status?.phase)) this.row = undefined;
  }

  #keep(job: SqlLintJob, metadata: Partial<SqlLintJob['metadata']>): void {
    const changed = { ...job, metadata: { ...job.metadata, ...metadata } };
    const released = changed.metadata.deletionTimestamp !== undefined && !changed.metadata.finalizers?.length;
    if (released && this.row !== undefined && !isTerminalStatus(this.row.status)) {
      throw new Error('the resource goes before its history is durable');
    }
    this.job = released ? undefined : changed;
  }

  #change(): void {
    if (this.diesIn === undefined) return;
    this.diesIn -= 1;
    if (this.diesIn <= 0) throw new Error('the operator died');
  }

  #cluster() {
    return {
      events: { recordEvent: async () => undefined },
      jobs: {
        get: async () => this.job,
        getProfile: async () => undefined,
        applyStatus: async (_: unknown, status: OperatorStatus) => this.#applyStatus(status),
        setFinalizer: async (job: SqlLintJob, present: boolean) => {
          this.#change();
          this.#keep(job, { finalizers: present ? [finalizer] : [] });
          return this.job ?? job;
        },
        delete: async () => {
          this.#change();
          this.deleteResource();
        },
      },
      workloads: {
        observe: async () => this.workload,
        unfinished: () => [],
        create: async ({ attempt, parallelism }: { readonly attempt: number; readonly parallelism: number }) => {
          this.#change();
          if (this.refusing) throw new WorkloadRefusedError('QuotaExceeded', 'exceeded quota');
          const live = this.workload?.state === 'pending' || this.workload?.state === 'running';
          if (live && this.workload?.attempt !== attempt) throw new Error('there are two live workloads');
          if (this.workload?.attempt !== attempt) {
            this.workload = aWorkload({ attempt, parallelism, state: 'pending', active: 0, createdAt: this.now });
          }
        },
        scale: async (_: unknown, parallelism: number) => this.changeWorkload({ parallelism }),
        delete: async () => {
          this.#change();
          this.workload = undefined;
        },
      },
    } as unknown as Partial<JobCluster>;
  }

  async #applyStatus(status: OperatorStatus): Promise<SqlLintJob> {
    this.#change();
    if (this.job === undefined) throw new Error('the resource is gone');
    if (isTerminalPhase(this.job.status?.phase) && !isDeepStrictEqual(this.job.status, status)) {
      throw new Error('the status changes after the end');
    }
    if (status.phase !== undefined && isTerminalPhase(status.phase) && jobStatusOf(status.phase) !== this.row?.status) {
      throw new Error('an end is shown that is not the stored one');
    }
    this.statusWrites += 1;
    this.job = { ...this.job, status };
    return this.job;
  }

  #store() {
    const row = () => {
      if (this.databaseDown) throw new Error('connect ECONNREFUSED');
      return this.row;
    };
    const changedRow = () => {
      this.#change();
      return row();
    };
    return {
      jobs: {
        progress: async () => row(),
        get: async () =>
          row() &&
          ({ ...this.row, sourceErrorReason: null, warnings: [], updatedAt: this.now } as unknown as JobRecord),
        severityCounts: async () => noViolations,
        insert: async () => {
          this.row = changedRow() ?? someProgress();
        },
        markProcessing: async () => {
          const found = changedRow();
          if (found?.status === 'ACCEPTED') this.row = { ...found, status: 'PROCESSING' };
        },
        finish: async (_: unknown, outcome: JobOutcome) => {
          const found = changedRow();
          if (found === undefined || isTerminalStatus(found.status)) return false;
          if (found.tasks.pending > 0) throw new UnfinishedTasksError('tasks are left');
          this.row = { ...found, ...outcome };
          return true;
        },
      },
      pool: {
        offer: async () => {
          const found = changedRow();
          if (found !== undefined) this.row = { ...found, offered: true };
        },
        withdraw: async () => {
          const found = changedRow();
          if (found !== undefined) this.row = { ...found, offered: false };
        },
      },
      tasks: {
        failUnfinished: async () => {
          const found = changedRow();
          if (found === undefined) return;
          const { tasks } = found;
          this.row = { ...found, tasks: { ...tasks, pending: 0, failed: tasks.failed + tasks.pending } };
        },
      },
    } as unknown as Partial<Store>;
  }
}
