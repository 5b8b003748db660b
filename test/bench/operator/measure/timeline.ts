import type { EndedPod } from '../runners/plan.ts';

/** What was seen of one job; milliseconds since the epoch, by this machine's clock. */
interface Seen {
  /** When the API had answered that it is there. */
  created?: number;
  /** When its Kubernetes Job was seen. */
  workload?: number;
  podEnded?: number;
  /** When its runner had nothing left to do. */
  done?: number;
  terminal?: number;
  phase?: string;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

export interface Timings {
  readonly created: number;
  readonly terminal: number;
  readonly phases: Readonly<Record<string, number>>;
  /** Pods that ended before their work was done. */
  readonly late: number;
  /** Seconds from the first creation to the last terminal phase. */
  readonly seconds: number;
  readonly jobsPerSecond: number;
  /** Between the terminal phases of the first and of the last tenth of the jobs. */
  readonly sustainedPerSecond: number;
  readonly createdPerSecond: number;
  /** Milliseconds. */
  readonly createdToWorkload: Percentiles;
  readonly podEndToTerminal: Percentiles;
  readonly doneToTerminal: Percentiles;
  readonly createdToTerminal: Percentiles;
}

/** Collects when what became of each job. */
export class Timeline {
  readonly #jobs = new Map<string, Seen>();
  #late = 0;
  #terminal = 0;

  get terminal(): number {
    return this.#terminal;
  }

  created(job: string, at: number): void {
    this.#of(job).created = at;
  }

  workload(job: string, at: number): void {
    this.#of(job).workload ??= at;
  }

  podEnded(pod: EndedPod): void {
    const seen = this.#of(pod.job);
    seen.podEnded ??= pod.endedAt;
    if (pod.doneAt === undefined) this.#late += 1;
    else seen.done ??= pod.doneAt;
  }

  ended(job: string, phase: string, at: number): void {
    const seen = this.#of(job);
    if (seen.terminal !== undefined) return;
    seen.terminal = at;
    seen.phase = phase;
    this.#terminal += 1;
  }

  timings(): Timings {
    const jobs = [...this.#jobs.values()];
    const created = sorted(jobs.map((job) => job.created));
    const terminal = sorted(jobs.map((job) => job.terminal));
    const seconds = ((terminal.at(-1) ?? Number.NaN) - (created[0] ?? Number.NaN)) / 1000;
    return {
      created: created.length,
      terminal: terminal.length,
      phases: countOf(jobs.map((job) => job.phase ?? 'none')),
      late: this.#late,
      seconds,
      jobsPerSecond: terminal.length / seconds,
      sustainedPerSecond: rateOf(terminal, 0.1, 0.9),
      createdPerSecond: rateOf(created, 0, 1),
      createdToWorkload: between(jobs, 'created', 'workload'),
      podEndToTerminal: between(jobs, 'podEnded', 'terminal'),
      doneToTerminal: between(jobs, 'done', 'terminal'),
      createdToTerminal: between(jobs, 'created', 'terminal'),
    };
  }

  #of(job: string): Seen {
    const seen = this.#jobs.get(job) ?? {};
    this.#jobs.set(job, seen);
    return seen;
  }
}

function sorted(values: readonly (number | undefined)[]): readonly number[] {
  return values.filter((value) => value !== undefined).toSorted((a, b) => a - b);
}

/** Events per second between two quantiles of their times. */
function rateOf(times: readonly number[], from: number, to: number): number {
  const first = Math.floor((times.length - 1) * from);
  const last = Math.floor((times.length - 1) * to);
  return (last - first) / (((times[last] ?? Number.NaN) - (times[first] ?? Number.NaN)) / 1000);
}

type Moment = 'created' | 'workload' | 'podEnded' | 'done' | 'terminal';

function between(jobs: readonly Seen[], from: Moment, to: Moment): Percentiles {
  const spans = sorted(
    jobs.map((job) => {
      const [start, end] = [job[from], job[to]];
      return start === undefined || end === undefined ? undefined : end - start;
    }),
  );
  return { p50: quantile(spans, 0.5), p99: quantile(spans, 0.99), most: spans.at(-1) ?? Number.NaN };
}

/** The smallest value that so large a part of all does not exceed. */
function quantile(values: readonly number[], part: number): number {
  return values[Math.max(0, Math.ceil(values.length * part) - 1)] ?? Number.NaN;
}

function countOf(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
