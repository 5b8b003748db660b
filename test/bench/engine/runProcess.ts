import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Sample } from '../series.ts';
import { cpuOf } from '../timeCommand.ts';
import type { TreeMemory } from './memory.ts';
import { type MemoryWatch, watchMemory } from './watchMemory.ts';

export interface Measured extends Sample {
  readonly memory: TreeMemory;
}

/** A process that is measured from its start to its exit, with all that it starts. */
export interface MeasuredProcess {
  readonly child: ChildProcess;
  readonly watch: MemoryWatch;
  /** Rejects when the exit code is none of the good ones. */
  readonly ended: Promise<Measured>;
}

/**
 * Starts a program with an IPC channel; what it prints goes to a log.
 * @param options.goodExits exit codes that mean "it worked"
 */
export function runProcess(options: {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly logFile: string;
  readonly goodExits: readonly number[];
}): MeasuredProcess {
  const { command, env, cwd, logFile, goodExits } = options;
  // `times` is the shell's own account of what its children, and theirs, used (POSIX). The program inherits the channel.
  const script = '"$@" 1>&2; code=$?; times; exit $code';
  const log = openSync(logFile, 'a');
  const started = performance.now();
  const child = spawn('sh', ['-c', script, 'sh', ...command], { cwd, env, stdio: ['ignore', 'pipe', log, 'ipc'] });
  const watch = watchMemory(child.pid ?? 0);
  const exit = new Promise<{ code: number | null; at: number }>((resolve, reject) => {
    child.on('error', reject).on('exit', (code) => resolve({ code, at: performance.now() }));
  });
  const measure = async (): Promise<Measured> => {
    const [times, { code, at }] = await Promise.all([text(child.stdout as NonNullable<typeof child.stdout>), exit]);
    const memory = watch.stop();
    if (!goodExits.includes(code ?? -1)) {
      throw new Error(`${command.join(' ')} ended with exit code ${code}; ${logFile} says more`);
    }
    return { wallMs: at - started, cpuMs: cpuOf(times), memory };
  };
  return { child, watch, ended: measure() };
}
