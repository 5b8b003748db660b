import type { EngineErrorCode, EngineRestartReason } from './protocol.ts';

/** How an engine process ended. */
export interface EngineExit {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last part of what it wrote to standard error. */
  readonly stderr: string;
  /** Set when the process could not be run at all, or broke the protocol and was killed for it. */
  readonly fault: string | undefined;
}

export interface EngineDeath {
  readonly reason: EngineRestartReason;
  readonly errorCode: EngineErrorCode;
  readonly message: string;
}

/** The exit status by which the engine says that its memory limit was reached. */
const outOfMemoryStatus = 77;

/** What Rust (an allocation that fails ends the process) and Python print when there is no more memory. */
const outOfMemorySigns = [/memory allocation of \d+ bytes failed/, /^MemoryError/m];

/** What the end of a process says about the file that it was working on. */
export function deathOf(exit: EngineExit): EngineDeath {
  if (exit.exitCode === outOfMemoryStatus || outOfMemorySigns.some((sign) => sign.test(exit.stderr))) {
    return { reason: 'memory', errorCode: 'OUT_OF_MEMORY', message: outOfMemoryMessage };
  }
  if (exit.signal === 'SIGXCPU') {
    return { reason: 'timeout', errorCode: 'TIMEOUT', message: outOfCpuTimeMessage };
  }
  return { reason: 'crash', errorCode: 'ENGINE_CRASH', message: `The engine died on this file: ${endOf(exit)}.` };
}

/** The engine's own limit (RLIMIT_CPU), which it only reaches when the runner's has not ended it. */
const outOfCpuTimeMessage = 'The analysis used more CPU time than any file may take.';

export const outOfMemoryMessage = 'The engine reached its memory limit on this file.';

/** Why an engine never became ready, with what Python said. */
export function startFailureOf(exit: EngineExit): string {
  const said = lastLines(exit.stderr, 3);
  return said === ''
    ? `the engine did not start: ${endOf(exit)}`
    : `the engine did not start: ${endOf(exit)}; it wrote: ${said}`;
}

function endOf(exit: EngineExit): string {
  if (exit.fault !== undefined) {
    return exit.fault;
  }
  return exit.signal === undefined ? `exit status ${exit.exitCode}` : `killed by ${exit.signal}`;
}

function lastLines(text: string, count: number): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-count).join(' | ');
}
