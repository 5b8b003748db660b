import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Linux counts CPU time in hundredths of a second in /proc. */
const tickMs = 10;

/** Milliseconds of CPU that a process has used, without its children; NaN when it has ended. */
export function cpuMsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): behind the command, which may hold anything, utime and stime are the 12th and 13th field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * tickMs;
  } catch {
    return Number.NaN;
  }
}

/** What a process holds at one moment. */
export interface ProcessUse {
  /** Bytes that are resident. */
  readonly rss: number;
  /** The most that was ever resident. */
  readonly peakRss: number;
  readonly openFiles: number;
}

/** @throws when there is no such process */
export function useOf(pid: number): ProcessUse {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  return { rss: field('VmRSS'), peakRss: field('VmHWM'), openFiles: readdirSync(`/proc/${pid}/fd`).length };
}

/** Samples a process until stopped, which tells the most of each. */
export function watchUse(pid: number, everyMs = 500): { stop(): ProcessUse } {
  let most = useOf(pid);
  const timer = setInterval(() => {
    const now = useOf(pid);
    most = {
      rss: Math.max(most.rss, now.rss),
      peakRss: Math.max(most.peakRss, now.peakRss),
      openFiles: Math.max(most.openFiles, now.openFiles),
    };
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return most;
    },
  };
}

/** A process that uses less CPU than this in the window has nothing to do. */
const quietCpuMs = 100;
const windowMs = 2000;
const stepMs = 100;

/**
 * Waits until a process has done next to nothing for two seconds.
 * @returns milliseconds from the call to the beginning of that time
 */
export async function untilIdle(pid: number, timeoutMs: number): Promise<number> {
  const started = performance.now();
  const samples: { readonly at: number; readonly cpuMs: number }[] = [];
  while (performance.now() - started < timeoutMs) {
    samples.push({ at: performance.now(), cpuMs: cpuMsOf(pid) });
    const last = samples.at(-1);
    const first = samples.findLast(({ at }) => at <= performance.now() - windowMs);
    if (first && last && last.cpuMs - first.cpuMs < quietCpuMs) return first.at - started;
    await sleep(stepMs);
  }
  throw new Error(`The operator is still busy after ${Math.round(timeoutMs / 1000)} s.`);
}
