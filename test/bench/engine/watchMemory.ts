import { readFileSync } from 'node:fs';
import { treeOf } from '../processTree.ts';
import { type MemorySample, type ProcessStatus, parseStatus, type TreeMemory } from './memory.ts';

/** Often enough for a peak that lasts, seldom enough not to slow down what is measured. */
const everyMs = 200;

/** Programs that run SQLFluff: the engines, and the command with its processes. */
const engineName = /^(python|sqlfluff)/;

export interface MemoryWatch {
  /** Looks once more; for the last moment before an end that is known. */
  look(): void;
  stop(): TreeMemory;
}

/** Watches a process and all below it. Sees nothing outside Linux. */
export function watchMemory(root: number): MemoryWatch {
  const engines = new Map<number, MemorySample[]>();
  let treePeak = 0;
  const look = (): void => {
    const at = Date.now();
    let resident = 0;
    for (const pid of treeOf(root)) {
      const status = readStatus(pid);
      if (status === undefined) continue;
      resident += status.resident;
      if (!engineName.test(status.name)) continue;
      engines.set(pid, [...(engines.get(pid) ?? []), { at, peak: status.peak }]);
    }
    treePeak = Math.max(treePeak, resident);
  };
  const timer = setInterval(look, everyMs);
  return {
    look,
    stop: () => {
      clearInterval(timer);
      return { treePeak, engines: [...engines.values()] };
    },
  };
}

function readStatus(pid: number): ProcessStatus | undefined {
  try {
    return parseStatus(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // It has ended since it was listed.
    return undefined;
  }
}
