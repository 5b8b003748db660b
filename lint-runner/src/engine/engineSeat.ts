import { deathOf, type EngineDeath, type EngineExit, outOfMemoryMessage, startFailureOf } from './engineExit.ts';
import type { EngineClock, EnginePoolOptions } from './enginePoolOptions.ts';
import { EngineProcess } from './engineProcess.ts';
import type { EngineAnswer, EngineReady, EngineRestartReason } from './protocol.ts';
import type { Ticket } from './ticket.ts';

/**
 * Characters. Behind a text up to this length the next one is sent at once, so that the engine need not wait for the
 * runner; behind a longer one it would wait itself while another engine may fall idle.
 */
const pipelineBehindUpTo = 16 * 1024;

/** A file that ended an engine is tried once more, with a new engine for itself. */
const maxStrikes = 2;

/**
 * How long an engine may go on with a file that nobody waits for. Most are done by then, which is cheaper than a new
 * engine; a file that hangs must not keep the next job waiting for its whole time limit.
 */
const abandonedGraceMs = 1_000;

const firstRestartDelayMs = 100;
const longestRestartDelayMs = 5_000;

export interface EngineSeatOptions extends EnginePoolOptions {
  readonly clock: EngineClock;
  readonly onReady: (ready: EngineReady) => void;
  /** The seat can take another ticket. */
  readonly onRoom: () => void;
  /** A ticket that was waiting inside a dead engine, through no fault of its own. */
  readonly onReturned: (ticket: Ticket) => void;
  readonly onReplaced: (reason: EngineRestartReason) => void;
  readonly onStartFailed: (message: string, attempts: number) => void;
}

type SeatState = 'starting' | 'ready' | 'stopped';

/** A place for one engine process at a time: what it works on, its deadline, and its successor when it dies. */
export class EngineSeat {
  readonly #options: EngineSeatOptions;
  /** Processes that are not seen gone yet; more than one only while a killed one is on its way out. */
  readonly #processes = new Set<EngineProcess>();
  #process: EngineProcess | undefined;
  #state: SeatState = 'stopped';
  /** What the engine has: the first is being analysed, the second waits in the pipe. */
  #tickets: Ticket[] = [];
  /** Has ended an engine; goes alone to the next one. */
  #suspect: Ticket | undefined;
  #answered = 0;
  #failedStarts = 0;
  #cancelDeadline: () => void = () => undefined;
  #cancelRestart: () => void = () => undefined;

  constructor(options: EngineSeatOptions) {
    this.#options = options;
  }

  get ready(): boolean {
    return this.#state === 'ready';
  }

  get idle(): boolean {
    return this.ready && this.#tickets.length === 0 && this.#suspect === undefined;
  }

  get busy(): boolean {
    return this.#tickets.length > 0;
  }

  /** True when a ticket may be sent behind the one that is being analysed. */
  get hasRoomBehind(): boolean {
    const [current, next] = this.#tickets;
    return (
      this.ready &&
      current !== undefined &&
      next === undefined &&
      this.#suspect === undefined &&
      current.strikes === 0 &&
      !current.settled &&
      current.request.text.length <= pipelineBehindUpTo &&
      this.#answered + 1 < this.#options.maxFilesPerEngine
    );
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  start(): void {
    const process: EngineProcess = new EngineProcess({
      ...this.#options,
      onReady: (ready) => this.#ifCurrent(process, () => this.#becomeReady(ready)),
      onAnswer: (answer) => this.#ifCurrent(process, () => this.#receive(answer)),
      onExit: (exit) => {
        this.#processes.delete(process);
        this.#ifCurrent(process, () => this.#lose(exit));
      },
    });
    this.#state = 'starting';
    this.#answered = 0;
    this.#process = process;
    this.#processes.add(process);
  }

  /** Sends a ticket; only when `idle` or `hasRoomBehind`. */
  take(ticket: Ticket): void {
    this.#tickets.push(ticket);
    this.#process?.send({
      id: ticket.id,
      profile: ticket.request.profile,
      text: ticket.request.text,
      file_name: ticket.request.fileName,
      ...(ticket.request.part && { part: ticket.request.part }),
    });
    if (this.#tickets.length === 1) {
      this.#startDeadline(ticket);
    }
  }

  /** Tells the seat that nobody waits for a ticket any more. */
  noteAbandoned(ticket: Ticket): void {
    if (ticket === this.#tickets[0]) {
      this.#cancelDeadline();
      this.#startDeadline(ticket);
    }
  }

  /** Kills the engine, gives up its tickets, and resolves when no process is left. */
  async stop(reason: unknown): Promise<void> {
    this.#state = 'stopped';
    this.#cancelDeadline();
    this.#cancelRestart();
    for (const ticket of [...this.#tickets, ...(this.#suspect === undefined ? [] : [this.#suspect])]) {
      ticket.abandon(reason);
    }
    this.#tickets = [];
    this.#suspect = undefined;
    this.#process = undefined;
    for (const process of this.#processes) {
      process.kill();
    }
    await Promise.all([...this.#processes].map((process) => process.ended));
  }

  #ifCurrent(process: EngineProcess, action: () => void): void {
    if (process === this.#process) {
      action();
    }
  }

  #becomeReady(ready: EngineReady): void {
    this.#state = 'ready';
    this.#failedStarts = 0;
    this.#options.onReady(ready);
    const suspect = this.#suspect;
    this.#suspect = undefined;
    if (suspect !== undefined && !suspect.settled) {
      this.take(suspect);
      return;
    }
    this.#options.onRoom();
  }

  #receive(answer: EngineAnswer): void {
    const ticket = this.#tickets[0];
    if (ticket?.id !== answer.id) {
      this.#options.logger.error({ id: answer.id }, 'an engine answered what it was not asked');
      this.#replace({ reason: 'crash', errorCode: 'ENGINE_CRASH', message: 'The engine lost its place.' });
      return;
    }
    if (!answer.ok && answer.error.code === 'OUT_OF_MEMORY') {
      this.#replace({ reason: 'memory', errorCode: 'OUT_OF_MEMORY', message: outOfMemoryMessage });
      return;
    }
    this.#tickets.shift();
    this.#answered += 1;
    this.#cancelDeadline();
    ticket.settle(
      answer.ok
        ? { ok: true, violations: answer.violations, analysisMs: answer.analysis_ms, memory: answer.memory }
        : { ok: false, errorCode: answer.error.code, message: answer.error.message },
    );
    this.#goOn();
  }

  #goOn(): void {
    const next = this.#tickets[0];
    if (next !== undefined) {
      this.#startDeadline(next);
    } else if (this.#answered >= this.#options.maxFilesPerEngine) {
      this.#options.onReplaced('recycled');
      this.#restart();
      return;
    }
    this.#options.onRoom();
  }

  #startDeadline(ticket: Ticket): void {
    if (ticket.settled) {
      this.#cancelDeadline = this.#options.clock.after(abandonedGraceMs, () => this.#makeRoom());
      return;
    }
    const timeoutMs = ticket.request.timeoutMs ?? this.#options.fileTimeoutMs;
    this.#cancelDeadline = this.#options.clock.after(timeoutMs, () =>
      this.#replace({
        reason: 'timeout',
        errorCode: 'TIMEOUT',
        message: `The analysis took longer than ${timeoutMs / 1000} s.`,
      }),
    );
  }

  /** The process ended by itself, or was killed from outside. */
  #lose(exit: EngineExit): void {
    if (this.#state === 'starting') {
      this.#retryStart(startFailureOf(exit));
      return;
    }
    this.#replace(deathOf(exit));
  }

  /** Ends an engine whose file nobody waits for; no file is to blame. */
  #makeRoom(): void {
    const [current, ...bystanders] = this.#tickets;
    this.#options.logger.info(
      { enginePid: this.pid, file: current?.request.fileName },
      'an engine is replaced: its file was given up',
    );
    this.#succeed('abandoned', bystanders);
  }

  /** Puts a new process in the place of one that is dead or must die; the file in hand is to blame. */
  #replace(death: EngineDeath): void {
    this.#cancelDeadline();
    const [culprit, ...bystanders] = this.#tickets;
    this.#options.logger.warn(
      { enginePid: this.pid, reason: death.reason, file: culprit?.request.fileName, strikes: culprit?.strikes },
      'an engine is replaced',
    );
    if (culprit !== undefined) {
      this.#blame(culprit, death);
    }
    this.#succeed(death.reason, bystanders);
  }

  #succeed(reason: EngineRestartReason, bystanders: readonly Ticket[]): void {
    this.#tickets = [];
    this.#options.onReplaced(reason);
    this.#restart();
    for (const ticket of bystanders) {
      this.#options.onReturned(ticket);
    }
  }

  #blame(ticket: Ticket, death: EngineDeath): void {
    ticket.strikes += 1;
    if (ticket.settled) {
      return;
    }
    if (ticket.strikes < maxStrikes) {
      this.#suspect = ticket;
      return;
    }
    ticket.settle({ ok: false, errorCode: death.errorCode, message: death.message });
  }

  #restart(): void {
    this.#process?.kill();
    this.start();
  }

  #retryStart(message: string): void {
    this.#failedStarts += 1;
    this.#process = undefined;
    this.#options.logger.error({ attempt: this.#failedStarts }, message);
    const delay = Math.min(firstRestartDelayMs * 2 ** (this.#failedStarts - 1), longestRestartDelayMs);
    this.#cancelRestart = this.#options.clock.after(delay, () => this.start());
    // It need not wait for this seat; another engine works on it alone as well.
    const suspect = this.#suspect;
    this.#suspect = undefined;
    if (suspect !== undefined) {
      this.#options.onReturned(suspect);
    }
    this.#options.onStartFailed(message, this.#failedStarts);
  }
}
