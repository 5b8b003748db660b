/** What one process used of the machine's memory at one moment; bytes. */
export interface MemorySample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The most that was resident since the process began (VmHWM). */
  readonly peak: number;
}

/** What a process and all below it used while they were watched; bytes. */
export interface TreeMemory {
  /** The most that was resident in all of them together; pages that they share count for each. */
  readonly treePeak: number;
  /** Each Python process, in order of time. */
  readonly engines: readonly (readonly MemorySample[])[];
}

/** The engine that used most. */
export interface EngineMemory {
  readonly peak: number;
  /** Its peak after a quarter of the files; NaN when it had not begun by then. */
  readonly peakAtQuarter: number;
}

export interface ProcessStatus {
  readonly name: string;
  readonly resident: number;
  readonly peak: number;
}

/** Reads the text of /proc/PID/status (proc_pid_status(5)); undefined for a process that has ended. */
export function parseStatus(text: string): ProcessStatus | undefined {
  const field = (label: string): string | undefined => new RegExp(`^${label}:\\s*(.*)$`, 'm').exec(text)?.[1];
  const resident = kibibytes(field('VmRSS'));
  const peak = kibibytes(field('VmHWM'));
  if (resident === undefined || peak === undefined) return undefined;
  return { name: field('Name') ?? '', resident, peak };
}

function kibibytes(value: string | undefined): number | undefined {
  const digits = /^(\d+) kB$/.exec(value ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits) * 1024;
}

/**
 * @param quarterAt when a quarter of the files was analysed; milliseconds since the epoch
 * @returns undefined when no engine was seen
 */
export function largestEngine({ engines }: TreeMemory, quarterAt: number): EngineMemory | undefined {
  const measured = engines.map((samples) => ({
    peak: samples.at(-1)?.peak ?? 0,
    peakAtQuarter: samples.findLast(({ at }) => at <= quarterAt)?.peak ?? Number.NaN,
  }));
  return measured.sort((a, b) => b.peak - a.peak)[0];
}
