import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second in /proc. */
const tickMs = 10;

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** Milliseconds of CPU that the process itself has used. */
  readonly ownMs: number;
  /** Milliseconds of its ended children. */
  readonly childrenMs: number;
  readonly command: string;
}

/** Milliseconds of CPU by the part of the service that used them. */
export type CpuByPart = Readonly<Record<string, number>>;

/**
 * What the processes below `root` have used so far, each as the part that `partOf` names by its command line. What
 * ended children used counts as their parent's `endedPart`.
 */
export function cpuOfTree(
  root: number,
  partOf: (command: string) => { readonly part: string; readonly endedPart: string },
): CpuByPart {
  const all = [...readProcesses()];
  const members = new Set([root]);
  for (let size = 0; size !== members.size; ) {
    size = members.size;
    for (const { pid, parent } of all) if (members.has(parent)) members.add(pid);
  }
  const sums: Record<string, number> = {};
  for (const { pid, command, ownMs, childrenMs } of all) {
    if (!members.has(pid)) continue;
    const { part, endedPart } = partOf(command);
    sums[part] = (sums[part] ?? 0) + ownMs;
    sums[endedPart] = (sums[endedPart] ?? 0) + childrenMs;
  }
  return sums;
}

/** What was used between two readings. */
export function cpuBetween(before: CpuByPart, after: CpuByPart): CpuByPart {
  return Object.fromEntries(Object.entries(after).map(([part, ms]) => [part, ms - (before[part] ?? 0)]));
}

export function* readProcesses(): Generator<ProcessTimes> {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const found = readProcess(Number(name));
    if (found !== undefined) yield found;
  }
}

/** proc(5): the fields after the command's closing parenthesis are state, ppid, ..., utime, stime, cutime, cstime. */
function readProcess(pid: number): ProcessTimes | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
    return {
      pid,
      parent: fields[1] ?? 0,
      ownMs: (utime + stime) * tickMs,
      childrenMs: (cutime + cstime) * tickMs,
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
    };
  } catch {
    // It has ended since it was listed.
    return undefined;
  }
}
