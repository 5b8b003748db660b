import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { treeCpuMs } from '../../processTree.ts';

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
const quietCpuMs = 40;
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
    samples.push({ at: performance.now(), cpuMs: treeCpuMs(pid) });
    const last = samples.at(-1);
    const first = samples.findLast(({ at }) => at <= performance.now() - windowMs);
    if (first && last && last.cpuMs - first.cpuMs < quietCpuMs) return first.at - started;
    await sleep(stepMs);
  }
  throw new Error(`The operator is still busy after ${Math.round(timeoutMs / 1000)} s.`);
}
