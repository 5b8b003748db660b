import type { V1ResourceRequirements } from '@kubernetes/client-node';
import { leastEngineMib } from '@sqllint/core/config/engineMemory';
import { parseQuantity } from './quantity.ts';

const mebibyte = 2 ** 20;
/** What the runner itself needs beside its engines, in mebibytes. */
const runnerMib = 256;

/** The least memory limit of a runner's pod, in mebibytes. */
export const leastRunnerMib = runnerMib + leastEngineMib;

export interface EngineSizing {
  /** 0 when the memory limit leaves no room for any. */
  readonly engines: number;
  readonly engineMemoryMib: number | undefined;
}

/**
 * One engine for each whole CPU that a runner's pod may use, but no more than its memory limit has room for, and an equal
 * share of that memory for each of them.
 */
export function engineSizingOf(resources: V1ResourceRequirements): EngineSizing {
  const cpu = resources.limits?.cpu ?? resources.requests?.cpu;
  const cpus = Math.max(1, Math.floor(parseQuantity(cpu ?? '1') ?? 1));
  const limit = parseQuantity(resources.limits?.memory ?? '');
  if (limit === undefined) return { engines: cpus, engineMemoryMib: undefined };
  const room = limit / mebibyte - runnerMib;
  const engines = Math.min(cpus, Math.max(0, Math.floor(room / leastEngineMib)));
  return { engines, engineMemoryMib: engines === 0 ? undefined : Math.floor(room / engines) };
}
