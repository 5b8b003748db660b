import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Reads a small file; undefined when there is none. */
export type ReadText = (path: string) => string | undefined;

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * CPUs that this process may use: the cgroup's quota where there is one (version 2, then 1), never more than the
 * scheduler offers. At least 1; part of a CPU counts as none, so that engines do not throttle each other.
 */
export function cpuLimit(read: ReadText = readText, parallelism: number = availableParallelism()): number {
  const quota = quotaV2(read('/sys/fs/cgroup/cpu.max')) ?? quotaV1(read);
  if (quota === undefined) return parallelism;
  return Math.max(1, Math.min(parallelism, Math.floor(quota)));
}

/** `max 100000` or `150000 100000`: microseconds of CPU in a period. */
function quotaV2(text: string | undefined): number | undefined {
  const [quota, period] = text?.trim().split(' ').map(Number) ?? [];
  return ratio(quota, period);
}

function quotaV1(read: ReadText): number | undefined {
  const quota = read('/sys/fs/cgroup/cpu/cpu.cfs_quota_us');
  const period = read('/sys/fs/cgroup/cpu/cpu.cfs_period_us');
  return ratio(Number(quota ?? Number.NaN), Number(period ?? Number.NaN));
}

/** A quota of -1 means none. */
function ratio(quota: number | undefined, period: number | undefined): number | undefined {
  if (quota === undefined || period === undefined) return undefined;
  return quota > 0 && period > 0 ? quota / period : undefined;
}
