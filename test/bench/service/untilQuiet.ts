import { setTimeout as sleep } from 'node:timers/promises';
import type { CpuByPart } from './processCpu.ts';

const lookEveryMs = 500;
/** Heartbeats and watches go on for ever; starting engines and unfinished jobs take far more. */
const quietMs = 25;
/** On a machine that does other things as well, part of what is measured is theirs. */
const longestMs = 30_000;

/** Resolves when next to no CPU is used any more, at the latest after half a minute. */
export async function untilQuiet(cpu: () => Promise<CpuByPart>): Promise<void> {
  const deadline = performance.now() + longestMs;
  for (let before = await total(cpu); performance.now() < deadline; ) {
    await sleep(lookEveryMs);
    const now = await total(cpu);
    if (now - before <= quietMs) return;
    before = now;
  }
}

async function total(cpu: () => Promise<CpuByPart>): Promise<number> {
  return Object.values(await cpu()).reduce((sum, ms) => sum + ms, 0);
}
