import { readdirSync, readFileSync } from 'node:fs';
import { cpuMsOf } from '../measure/processUse.ts';

/** The programs of the cluster by name, as the kernel cuts it, with their process ids. */
export function controlPlane(clusterName: string): ReadonlyMap<string, number> {
  const programs = new Map<string, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry) || !textOf(`/proc/${entry}/cgroup`).includes(`/${clusterName}/`)) continue;
    const name = textOf(`/proc/${entry}/comm`).trim();
    if (name !== '' && !wrappers.has(name)) programs.set(name, Number(entry));
  }
  return programs;
}

/** The database server that this process has started. */
export function ownDatabase(): ReadonlyMap<string, number> {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry) || !/^(mysqld|mariadbd)$/.test(textOf(`/proc/${entry}/comm`).trim())) continue;
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(textOf(`/proc/${entry}/status`))?.[1]);
    if (parent === process.pid) return new Map([['database', Number(entry)]]);
  }
  return new Map();
}

/** What starts the programs. */
const wrappers = new Set(['bash', 'init', 'node', 'unshare', 'sleep']);

export type CpuSeconds = Readonly<Record<string, number>>;

/** Seconds of CPU of each process since its start. */
export function cpuSeconds(processes: ReadonlyMap<string, number>): CpuSeconds {
  return Object.fromEntries([...processes].map(([name, pid]) => [name, cpuMsOf(pid) / 1000]));
}

/** Seconds of CPU between two looks. */
export function cpuBetween(before: CpuSeconds, after: CpuSeconds): CpuSeconds {
  return Object.fromEntries(
    Object.entries(after).map(([name, seconds]) => [name, Math.round((seconds - (before[name] ?? 0)) * 100) / 100]),
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended since it was listed.
    return '';
  }
}
