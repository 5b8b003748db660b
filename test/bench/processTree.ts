import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Linux counts CPU time in hundredths of a second in /proc, whatever the kernel's own clock is. */
const tickMs = 10;

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/** Milliseconds of CPU that a process, its children and their ended children have used; NaN outside Linux. */
export function treeCpuMs(root: number): number {
  const entries = readProcesses();
  if (entries.length === 0) return Number.NaN;
  return membersOf(root, entries).reduce((sum, entry) => sum + entry.ticks, 0) * tickMs;
}

/** The numbers of a process and all below it that run now; none outside Linux. */
export function treeOf(root: number): readonly number[] {
  return membersOf(root, readProcesses()).map(({ pid }) => pid);
}

function membersOf(root: number, entries: readonly ProcessEntry[]): readonly ProcessEntry[] {
  const members = new Set([root]);
  // A child may have a smaller number than its parent, so once through the list is not enough.
  for (let size = 0; size !== members.size; ) {
    size = members.size;
    for (const { pid, parent } of entries) if (members.has(parent)) members.add(pid);
  }
  return entries.filter(({ pid }) => members.has(pid));
}

/** Waits until a process and its children do nothing for a second: engines are loaded then. */
export async function untilQuiet(root: number): Promise<void> {
  for (let before = -1, now = treeCpuMs(root); now > before + tickMs; now = treeCpuMs(root)) {
    before = now;
    await sleep(1000);
  }
  if (Number.isNaN(treeCpuMs(root))) await sleep(5000);
}

function readProcesses(): readonly ProcessEntry[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => readProcess(Number(name)));
  } catch {
    return [];
  }
}

/** proc(5): the fields after the command's closing parenthesis are state, ppid, ..., utime, stime, cutime, cstime. */
function readProcess(pid: number): ProcessEntry[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return [{ pid, parent: Number(fields[1]), ticks }];
  } catch {
    // It has ended since it was listed.
    return [];
  }
}
