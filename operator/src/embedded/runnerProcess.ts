import { type ChildProcess, spawn } from 'node:child_process';
import type { Logger } from '@sqllint/core/logging/logger';
import { type FromRunner, fromRunnerSchema, type ToRunner } from './protocol.ts';

export interface RunnerProcessOptions {
  /** Program and arguments of the runner's standby entry. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly onMessage: (message: FromRunner) => void;
  /** Called once, after the last message. */
  readonly onEnd: (end: ProcessEnd) => void;
}

/** By a signal, with an exit code, or without ever having begun. */
export type ProcessEnd = { readonly signal: string } | { readonly exitCode: number } | { readonly lastWords: string };

export interface RunnerProcess {
  readonly pid: number | undefined;
  send(message: ToRunner): void;
  /** Ends the process and everything it started, at once. */
  kill(): void;
}

/** Messages may still be on their way when the exit is reported; this long they are waited for. */
const lastWordsMs = 1000;

/**
 * Starts one runner process, in a process group of its own so that its engines end with it. Its output goes to our
 * standard error, because our standard output belongs to the command that started us.
 */
export function startRunnerProcess(options: RunnerProcessOptions): RunnerProcess {
  const { command, env, logger, onMessage } = options;
  const [program = '', ...args] = command;
  const child = spawn(program, args, { env, detached: true, stdio: ['ignore', 2, 2, 'ipc'] });
  const kill = (): void => killGroup(child);
  let ended = false;
  const end = (how: ProcessEnd): void => {
    if (ended) return;
    ended = true;
    kill();
    options.onEnd(how);
  };

  child.on('message', (raw) => {
    const parsed = fromRunnerSchema.safeParse(raw);
    if (parsed.success) onMessage(parsed.data);
    else logger.warn({ pid: child.pid, problem: parsed.error.message }, 'a runner process sent something unknown');
  });
  child.on('error', (error) => end({ lastWords: `could not be started: ${error.message}` }));
  child.on('exit', (code, signal) => {
    const how = signal === null ? { exitCode: code ?? 1 } : { signal };
    if (!child.connected) return end(how);
    child.once('disconnect', () => end(how));
    setTimeout(() => end(how), lastWordsMs).unref();
  });

  return {
    pid: child.pid,
    send: (message) => {
      // The exit of a process that cannot be spoken to is reported on its own.
      if (child.connected) child.send(message, () => undefined);
    },
    kill,
  };
}

/** Half a sentence, for instance `ended with SIGKILL`. */
export function describeEnd(end: ProcessEnd): string {
  if ('lastWords' in end) return end.lastWords;
  return `ended with ${'signal' in end ? end.signal : `exit status ${end.exitCode}`}`;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The whole group has ended already.
  }
}
