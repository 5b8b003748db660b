import type { StaleReason } from '@sqllint/core/cluster/kubernetes/watchLedger';
import { isTerminalPhase, type JobPhase, jobPhases } from '@sqllint/core/job/states';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { Gauge, type Registry } from 'prom-client';

/** Where the numbers are that stand for the moment; asked with each scrape. */
export interface StateSources {
  /** Only the leader tells of the installation: a sum over all operators would count it twice. */
  isLeading(): boolean;
  jobs(): Iterable<SqlLintJob>;
  readonly admission: { readonly held: number; readonly waiting: number };
  /** Jobs that may have runners at once. */
  readonly slots: number;
  /** Warm runners by what they do; undefined without a pool. */
  poolPods?(): Readonly<Record<'running' | 'starting', number>>;
  /** Watches that are not to be believed now, by why. */
  staleWatches(): Readonly<Record<StaleReason, number>>;
  /** Milliseconds since the epoch. */
  now(): number;
}

const unfinished = jobPhases.filter((phase) => !isTerminalPhase(phase));

export function openStateGauges(registry: Registry, sources: StateSources): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        if (sources.isLeading()) this.set(read());
        else this.reset();
      },
    });
  };
  const gaugeBy = (label: string, name: string, help: string, read: () => Iterable<[string, number]>): void => {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      collect() {
        this.reset();
        if (!sources.isLeading()) return;
        for (const [value, number] of read()) this.set({ [label]: value }, number);
      },
    });
  };

  gaugeBy('phase', 'sql_linting_jobs', 'SqlLintJobs that are there, by phase.', () => countByPhase(sources.jobs()));
  gaugeBy('phase', 'sql_linting_oldest_job_age_seconds', 'Age of the oldest unfinished job, by phase.', () =>
    oldestByPhase(sources.jobs(), sources.now()),
  );
  gauge(
    'sql_linting_active_jobs',
    'Jobs that runners work on.',
    () => countByPhase(sources.jobs()).get('Processing') ?? 0,
  );
  gauge('sql_linting_admission_waiting_jobs', 'Jobs that wait for a slot.', () => sources.admission.waiting);
  gauge('sql_linting_admission_slots_used', 'Slots for jobs that are held.', () => sources.admission.held);
  gauge('sql_linting_admission_slots_limit', 'Slots for jobs that there are.', () => sources.slots);
  if (sources.poolPods !== undefined) {
    const { poolPods } = sources;
    gaugeBy('state', 'sql_linting_pool_pods', 'Warm runners, by state.', () => Object.entries(poolPods()));
  }
  new Gauge({
    name: 'sql_linting_stale_watches',
    help: 'Watches that are not to be believed now, by why.',
    labelNames: ['reason'],
    registers: [registry],
    collect() {
      for (const [reason, count] of Object.entries(sources.staleWatches())) this.set({ reason }, count);
    },
  });
  new Gauge({
    name: 'leader_election_master_status',
    help: '1 for the operator that works, 0 for one that stands by.',
    labelNames: ['name'],
    registers: [registry],
    collect() {
      this.set({ name: 'sqllint-operator' }, sources.isLeading() ? 1 : 0);
    },
  });
}

/** A job that no operator has seen yet is as good as accepted. */
function phaseOf(job: SqlLintJob): JobPhase {
  return job.status?.phase ?? 'Accepted';
}

function countByPhase(jobs: Iterable<SqlLintJob>): Map<JobPhase, number> {
  const counts = new Map<JobPhase, number>(jobPhases.map((phase) => [phase, 0]));
  for (const job of jobs) counts.set(phaseOf(job), (counts.get(phaseOf(job)) ?? 0) + 1);
  return counts;
}

/** Seconds since the creation of the oldest job of each unfinished phase; 0 where there is none. */
function oldestByPhase(jobs: Iterable<SqlLintJob>, now: number): Map<JobPhase, number> {
  const ages = new Map<JobPhase, number>(unfinished.map((phase) => [phase, 0]));
  for (const job of jobs) {
    const known = ages.get(phaseOf(job));
    if (known === undefined) continue;
    ages.set(phaseOf(job), Math.max(known, (now - Date.parse(job.metadata.creationTimestamp)) / 1000));
  }
  return ages;
}
