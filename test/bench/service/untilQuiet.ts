import { setTimeout as sleep } from 'node:timers/promises';
import type { CpuByPart } from './processCpu.ts';
import type { MeasuredService } from './service.ts';

const lookEveryMs = 500;
/** On a machine that does other things as well, part of what is measured is theirs. */
const longestMs = 30_000;

/** Resolves when next to no CPU is used any more, at the latest after half a minute. */
export async function untilQuiet({
  cpu,
  idleMsPerSecond,
}: Pick<MeasuredService, 'cpu' | 'idleMsPerSecond'>): Promise<void> {
  const deadline = performance.now() + longestMs;
  for (let before = await total(cpu); performance.now() < deadline; ) {
    await sleep(lookEveryMs);
    const now = await total(cpu);
    if (now - before <= (idleMsPerSecond * lookEveryMs) / 1000) return;
    before = now;
  }
}

async function total(cpu: () => Promise<CpuByPart>): Promise<number> {
  return Object.values(await cpu()).reduce((sum, ms) => sum + ms, 0);
}
