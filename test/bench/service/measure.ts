import { setTimeout as sleep } from 'node:timers/promises';
import { type Learning, openCaller, type Submitted } from './caller.ts';
import { type CpuByPart, cpuBetween } from './processCpu.ts';
import type { MeasuredService } from './service.ts';
import { untilQuiet } from './untilQuiet.ts';

export interface Load {
  readonly label: string;
  /** One submission each. */
  readonly texts: readonly string[];
  /** Callers, each of which submits its next text when it knows the verdict of the last. */
  readonly callers: number;
  readonly learning: Learning;
  /** Milliseconds that a caller pauses before each submission. */
  readonly pauseMs: number;
}

export interface Measured {
  readonly load: Load;
  /** Milliseconds from the first submission to the last verdict. */
  readonly wallMs: number;
  readonly postMs: readonly number[];
  readonly verdictMs: readonly number[];
  /** Jobs that an earlier result settled. */
  readonly cached: number;
  readonly cpu: CpuByPart;
  /** Milliseconds of CPU of the callers, which share the machine. */
  readonly callersCpuMs: number;
}

/**
 * Submits the texts and waits for every verdict.
 * @throws Error when a submission fails, or a job does not end as Completed: a figure for work not done is worth nothing
 */
export async function measure(service: MeasuredService, load: Load): Promise<Measured> {
  await untilQuiet(service);
  const caller = openCaller(service.url, service.headers);
  const waiting = load.texts.values();
  const submitted: Submitted[] = [];
  const submitNext = async (): Promise<void> => {
    for (const text of waiting) {
      if (load.pauseMs > 0) await sleep(load.pauseMs);
      submitted.push(await caller.submit(text, load.learning));
    }
  };
  const before = await service.cpu();
  const ownBefore = process.cpuUsage();
  const started = performance.now();
  try {
    await Promise.all(Array.from({ length: load.callers }, submitNext));
  } finally {
    caller.close();
  }
  const wallMs = performance.now() - started;
  const own = process.cpuUsage(ownBefore);
  // What follows a verdict, such as the last report of the runner, belongs to the job as well.
  await untilQuiet(service);
  checkCompleted(submitted);
  return {
    load,
    wallMs,
    postMs: submitted.map(({ postMs }) => postMs),
    verdictMs: submitted.map(({ verdictMs }) => verdictMs),
    cached: submitted.filter(({ job }) => job.progress.cached > 0).length,
    cpu: cpuBetween(before, await service.cpu()),
    callersCpuMs: (own.user + own.system) / 1000,
  };
}

function checkCompleted(submitted: readonly Submitted[]): void {
  const bad = submitted.find(({ job }) => job.job_status !== 'COMPLETED' || job.verdict === null);
  if (bad !== undefined) throw new Error(`A job did not end as it should: ${JSON.stringify(bad.job)}`);
}
