import { isDeepStrictEqual } from 'node:util';
import { ConflictError, InvalidResourceError, NotFoundError } from '@sqllint/core/cluster/errors';
import { finalizer } from '@sqllint/core/cluster/finalizer';
import type { JobEvent, JobRef, JobResources, OperatorStatus } from '@sqllint/core/cluster/jobResources';
import { isTerminalPhase } from '@sqllint/core/job/states';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { JobCluster } from '../src/cluster/jobCluster.ts';
import { type RunnerWorkloads, type Workload, WorkloadRefusedError } from '../src/cluster/workloads.ts';
import { aWorkload } from './situations.ts';

export interface Held {
  readonly owner: JobRef & { readonly uid: string };
  readonly workload: Workload;
}

/**
 * A cluster in memory for several jobs and one operator after another. Its watches tell only when they are told to, so
 * that an operator may know less than is true, as it may in life. It breaks the rules of an operator loudly.
 */
export class MemoryCluster {
  readonly jobs = new Map<string, SqlLintJob>();
  readonly workloads = new Map<string, Held>();
  /** Every rule that was broken. */
  readonly broken: string[] = [];
  writes = 0;
  refusing = false;
  /** The operator dies before its n-th write from now. */
  diesIn: number | undefined;
  readonly #limit: number;
  readonly #now: () => number;
  #version = 0;
  #told: (() => void)[] = [];
  #jobWatch: ((event: JobEvent) => void) | undefined;
  #workloadWatch: ((ref: JobRef) => void) | undefined;

  /** @param limit of jobs with runners at once */
  constructor(limit: number, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  set(change: { readonly refusing?: boolean; readonly diesIn?: number | undefined }): void {
    Object.assign(this, change);
  }

  add(job: SqlLintJob): void {
    this.#store(job);
  }

  change(name: string, change: (job: SqlLintJob) => SqlLintJob): void {
    const job = this.jobs.get(name);
    if (job !== undefined) this.#store(change(job));
  }

  remove(name: string): void {
    const job = this.jobs.get(name);
    if (job === undefined || job.metadata.deletionTimestamp !== undefined) return;
    this.#store({ ...job, metadata: { ...job.metadata, deletionTimestamp: new Date(this.#now()).toISOString() } });
  }

  changeWorkload(name: string, change: Partial<Workload>): void {
    const held = this.workloads.get(name);
    // What has ended does not live again.
    if (held === undefined || !isLive(held)) return;
    this.workloads.set(name, { ...held, workload: { ...held.workload, ...change } });
    this.#tellOfWorkload(held.owner);
  }

  loseWorkload(name: string): void {
    const held = this.workloads.get(name);
    if (held === undefined) return;
    this.workloads.delete(name);
    this.#tellOfWorkload(held.owner);
  }

  /** The watches catch up by that many events. */
  tell(count: number): void {
    for (const event of this.#told.splice(0, count)) event();
  }

  /** What an operator that starts now is given. */
  connect(): JobCluster {
    this.#told = [];
    const events = { recordEvent: async () => undefined };
    return { jobs: this.#resources() as JobResources, workloads: this.#runners(), events };
  }

  #rule(holds: boolean, sentence: string): void {
    if (!holds) this.broken.push(sentence);
  }

  #write(): void {
    if (this.diesIn !== undefined) {
      this.diesIn -= 1;
      if (this.diesIn <= 0) throw new Error('the operator died');
    }
    this.writes += 1;
  }

  #store(job: SqlLintJob): SqlLintJob {
    this.#version += 1;
    const stored = { ...job, metadata: { ...job.metadata, resourceVersion: String(this.#version) } };
    const { name } = job.metadata;
    const released = stored.metadata.deletionTimestamp !== undefined && !stored.metadata.finalizers?.length;
    if (released) this.jobs.delete(name);
    else this.jobs.set(name, stored);
    const { namespace, uid } = job.metadata;
    const event: JobEvent = released
      ? { type: 'gone', ref: { namespace, name }, uid }
      : { type: 'present', job: stored };
    this.#told.push(() => this.#jobWatch?.(event));
    // Kubernetes collects what belonged to it.
    if (released) this.workloads.delete(name);
    return stored;
  }

  #tellOfWorkload(owner: JobRef): void {
    this.#told.push(() => this.#workloadWatch?.(owner));
  }

  #existing(ref: JobRef): SqlLintJob {
    const job = this.jobs.get(ref.name);
    if (job === undefined) throw new NotFoundError(`there is no ${ref.name}`);
    return job;
  }

  #resources(): Partial<JobResources> {
    return {
      get: async (ref) => this.jobs.get(ref.name),
      getProfile: async () => undefined,
      listProfiles: async () => [],
      applyStatus: async (ref, status) => this.#applyStatus(ref, status),
      setFinalizer: async (seen, present) => {
        this.#write();
        const job = this.#existing(seen.metadata);
        if (job.metadata.resourceVersion !== seen.metadata.resourceVersion) throw new ConflictError('it changed');
        return this.#store({ ...job, metadata: { ...job.metadata, finalizers: present ? [finalizer] : [] } });
      },
      delete: async (ref, uid) => {
        this.#write();
        if (this.jobs.get(ref.name)?.metadata.uid === uid) this.remove(ref.name);
      },
      watch: (handler) => {
        this.#jobWatch = handler;
        for (const job of this.jobs.values()) handler({ type: 'present', job });
        return {
          ready: Promise.resolve(),
          stop: async () => {
            this.#jobWatch = undefined;
          },
        };
      },
    };
  }

  #applyStatus(ref: JobRef, status: OperatorStatus): SqlLintJob {
    this.#write();
    const job = this.#existing(ref);
    const before = job.status?.phase;
    if (isTerminalPhase(before) && status.phase !== before) {
      // The API refuses it; that it was tried is no crime of an operator that knows less than is true.
      throw new InvalidResourceError('a terminal phase is final');
    }
    this.#rule(!isDeepStrictEqual(job.status, status), `${ref.name}: a status is written that is there already`);
    return this.#store({ ...job, status });
  }

  #runners(): RunnerWorkloads {
    return {
      create: async ({ job, attempt, parallelism }) => {
        this.#write();
        if (this.refusing) throw new WorkloadRefusedError('QuotaExceeded', 'exceeded quota');
        const { namespace, name, uid } = job.metadata;
        const held = this.workloads.get(name);
        if (held?.owner.uid === uid && held.workload.attempt >= attempt) return;
        this.#rule(held === undefined || !isLive(held), `${name}: attempt ${attempt} is made while another one lives`);
        const workload = aWorkload({ attempt, parallelism, state: 'pending', active: 0, createdAt: this.#now() });
        this.workloads.set(name, { owner: { namespace, name, uid }, workload });
        this.#tellOfWorkload({ namespace, name });
        const running = this.runningJobs();
        this.#rule(running <= this.#limit, `${name}: ${running} jobs have runners, of ${this.#limit} at most`);
      },
      scale: async (job, parallelism) => this.changeWorkload(job.metadata.name, { parallelism }),
      observe: async (job) => {
        const held = this.workloads.get(job.metadata.name);
        return held?.owner.uid === job.metadata.uid ? held.workload : undefined;
      },
      unfinished: () => [...this.workloads.values()].filter(isLive).map(({ owner }) => owner),
      delete: async (job) => {
        this.#write();
        this.loseWorkload(job.metadata.name);
      },
      watch: (onChange) => {
        this.#workloadWatch = onChange;
        for (const { owner } of this.workloads.values()) onChange(owner);
        return {
          ready: Promise.resolve(),
          stop: async () => {
            this.#workloadWatch = undefined;
          },
        };
      },
    };
  }

  /** Jobs that are not over and have runners. */
  runningJobs(): number {
    return [...this.workloads.values()].filter(
      (held) => isLive(held) && !isTerminalPhase(this.jobs.get(held.owner.name)?.status?.phase),
    ).length;
  }
}

function isLive({ workload }: Held): boolean {
  return workload.state === 'pending' || workload.state === 'running' || workload.state === 'queued';
}
