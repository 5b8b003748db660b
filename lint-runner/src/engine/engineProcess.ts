import { join } from 'node:path';
import { execa } from 'execa';
import type { Logger } from 'pino';
import type { EngineExit } from './engineExit.ts';
import type { EngineClock } from './enginePoolOptions.ts';
import { encodeLine, LineSplitter, LineTooLongError } from './lines.ts';
import {
  type EngineAnswer,
  type EngineLine,
  type EngineReady,
  type EngineRequest,
  engineLineSchema,
} from './protocol.ts';

/**
 * Bytes of one answer: some 50,000 violations, which is about what an engine can hold under its memory limit. Reading,
 * judging and storing an answer takes the runner ten times its bytes (measured), so a longer one would end the runner and
 * with it the work on every other file.
 */
const maxAnswerBytes = 16 * 1024 * 1024;

/**
 * Seconds of CPU for one file, which the engine holds itself in case this process is stopped or stuck: the longest
 * `fileTimeoutSeconds` that a job may ask for, and a minute, so that it never comes before the time limit held here.
 */
const cpuSecondsPerFile = 3_600 + 60;

/** Characters of standard error that are kept for messages. */
const keptErrorOutput = 8 * 1024;

export interface EngineProcessOptions {
  readonly python: string;
  readonly engineDir: string;
  readonly memoryLimitMiB: number;
  readonly startDeadlineMs: number;
  readonly logger: Logger;
  readonly clock: EngineClock;
  readonly onReady: (ready: EngineReady) => void;
  readonly onAnswer: (answer: EngineAnswer) => void;
  /** Called once, after the last answer. */
  readonly onExit: (exit: EngineExit) => void;
}

/** One Python process in its own process group, without any of this process's environment. */
export class EngineProcess {
  readonly #options: EngineProcessOptions;
  readonly #subprocess;
  readonly #splitter = new LineSplitter(maxAnswerBytes);
  readonly #cancelDeadline: () => void;
  #ready = false;
  #ended = false;
  #stderr = '';
  #fault: string | undefined;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
    this.#subprocess = startPython(options);
    this.#subprocess.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#subprocess.stderr.on('data', (chunk: Buffer) => this.#noteErrorOutput(chunk));
    // A write to a process that has just died; its end is reported by `onExit`.
    this.#subprocess.stdin.on('error', () => undefined);
    this.#cancelDeadline = options.clock.after(options.startDeadlineMs, () =>
      this.#fail(`it was not ready within ${options.startDeadlineMs} ms`),
    );
    this.ended = this.#waitForEnd();
  }

  get pid(): number | undefined {
    return this.#subprocess.pid;
  }

  send(request: EngineRequest): void {
    this.#subprocess.stdin.write(encodeLine(request));
  }

  /** Ends the process and all that it may have started, whatever it is doing. */
  kill(): void {
    const pid = this.#subprocess.pid;
    if (this.#ended || pid === undefined) {
      return;
    }
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      this.#options.logger.debug({ err: error, enginePid: pid }, 'the engine was gone before it could be killed');
    }
  }

  async #waitForEnd(): Promise<void> {
    const result = await this.#subprocess;
    this.#ended = true;
    this.#cancelDeadline();
    // A process that never ran has no exit status, only the error of the attempt.
    const neverRan = result.exitCode === undefined && result.signal === undefined;
    this.#options.onExit({
      exitCode: result.exitCode,
      signal: result.signal,
      stderr: this.#stderr,
      fault: this.#fault ?? (neverRan ? result.originalMessage : undefined),
    });
  }

  #receive(chunk: Buffer): void {
    if (this.#fault !== undefined) {
      return;
    }
    try {
      for (const line of this.#splitter.push(chunk)) {
        this.#dispatch(engineLineSchema.parse(JSON.parse(line)));
      }
    } catch (error) {
      this.#options.logger.error({ err: error, enginePid: this.pid }, 'an engine broke the protocol');
      this.#fail(error instanceof LineTooLongError ? 'it found more than can be stored' : 'it broke the protocol');
    }
  }

  #dispatch(line: EngineLine): void {
    if ('id' in line) {
      this.#options.onAnswer(line);
      return;
    }
    if (!this.#ready) {
      this.#ready = true;
      this.#cancelDeadline();
      this.#options.onReady(line);
    }
  }

  #fail(fault: string): void {
    this.#fault ??= fault;
    this.kill();
  }

  #noteErrorOutput(chunk: Buffer): void {
    const text = chunk.toString('utf8');
    this.#stderr = (this.#stderr + text).slice(-keptErrorOutput);
    this.#options.logger.debug({ enginePid: this.pid, output: text.trimEnd() }, 'an engine wrote to standard error');
  }
}

function startPython(options: EngineProcessOptions) {
  const script = join(options.engineDir, 'main.py');
  const limits = {
    '--memory-mib': options.memoryLimitMiB,
    '--cpu-seconds': cpuSecondsPerFile,
    '--parent-pid': process.pid,
  };
  // -I: neither environment nor current folder reach Python; -B: it writes no byte code.
  return execa(options.python, ['-I', '-B', '-X', 'utf8', script, ...Object.entries(limits).flat().map(String)], {
    env: {},
    extendEnv: false,
    cwd: '/',
    detached: true,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    encoding: 'buffer',
    buffer: false,
    reject: false,
  });
}
