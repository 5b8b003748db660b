import type { V1ResourceRequirements } from '@kubernetes/client-node';
import { parseQuantity } from './quantity.ts';

const mebibyte = 2 ** 20;
/** What the runner itself needs beside its engines, in mebibytes. */
const runnerMib = 192;
/** Below this, SQLFluff cannot parse anything worth parsing. */
const leastEngineMib = 128;

export interface EngineSizing {
  readonly engines: number;
  readonly engineMemoryMib: number | undefined;
}

/** One engine for each whole CPU that a runner's pod may use, and an equal share of its memory for each of them. */
export function engineSizingOf(resources: V1ResourceRequirements): EngineSizing {
  const cpu = resources.limits?.cpu ?? resources.requests?.cpu;
  const engines = Math.max(1, Math.floor(parseQuantity(cpu ?? '1') ?? 1));
  const limit = parseQuantity(resources.limits?.memory ?? '');
  if (limit === undefined) return { engines, engineMemoryMib: undefined };
  const share = Math.floor((limit / mebibyte - runnerMib) / engines);
  return { engines, engineMemoryMib: Math.max(leastEngineMib, share) };
}
