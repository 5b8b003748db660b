import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from './cluster/chart.ts';
import type { MemoryLimit } from './memoryLimit.ts';
import type { PodAccount } from './podAccount.ts';

export interface OperatorProcessOptions {
  readonly container: Container;
  readonly repository: string;
  readonly namespaces: readonly string[];
  readonly databaseUrl: string;
  /** Jobs that may run at the same time; what the chart says when undefined. */
  readonly concurrent: number | undefined;
  readonly account: PodAccount;
  /** For health and metrics. */
  readonly port: number;
  readonly output: string;
  readonly memory: MemoryLimit;
  readonly profile: boolean;
}

/** What the image sets. */
const imageEnv = { NODE_ENV: 'production', NODE_OPTIONS: '--disable-warning=ExperimentalWarning' };

const stopTimeoutMs = 30_000;

/** The operator as in its container: the command, environment and memory limit of the chart, and a pod's account. */
export class OperatorProcess {
  readonly #options: OperatorProcessOptions;
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;

  constructor(options: OperatorProcessOptions) {
    this.#options = options;
    mkdirSync(options.output, { recursive: true });
    this.#log = createWriteStream(join(options.output, 'operator.log'), { flags: 'w' });
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  start(): void {
    const { container, repository, memory, account, output, profile } = this.#options;
    const [, ...args] = container.command.map((word) => word.replace(/^\/app\//, `${repository}/`));
    const node = [process.execPath, ...(profile ? profiling(output) : []), ...args];
    const [program = '', ...rest] = memory.wrap(account.wrap(node));
    const child = spawn(program, rest, {
      env: { PATH: process.env.PATH, ...imageEnv, ...account.environment, ...this.#containerEnv() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(this.#log, { end: false });
    child.stderr.pipe(this.#log, { end: false });
    child.once('exit', (code, signal) => this.#log.write(`ended with ${code ?? signal}\n`));
    this.#child = child;
  }

  /** Milliseconds until the operator says that it is ready. */
  async untilReady(timeoutMs: number): Promise<number> {
    const started = performance.now();
    while (performance.now() - started < timeoutMs) {
      if (this.#child?.exitCode !== null) throw new Error(`The operator ended; see ${this.#options.output}.`);
      const ready = await fetch(`http://127.0.0.1:${this.#options.port}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (ready) return performance.now() - started;
      await sleep(100);
    }
    throw new Error(`The operator was not ready after ${timeoutMs} ms; see ${this.#options.output}.`);
  }

  /** Has a heap snapshot written; only when profiling. */
  async snapshot(): Promise<void> {
    this.#child?.kill('SIGUSR2');
    await sleep(10_000);
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(force);
  }

  #containerEnv(): Record<string, string> {
    const { container, databaseUrl, namespaces, port, concurrent } = this.#options;
    const [namespace = ''] = namespaces;
    const fields: Readonly<Record<string, string>> = {
      'metadata.namespace': namespace,
      'metadata.name': 'bench-operator',
    };
    const given = container.env.map(({ name, value, valueFrom }) => {
      return [name, value ?? fields[valueFrom?.fieldRef?.fieldPath ?? ''] ?? ''] as const;
    });
    return {
      ...Object.fromEntries(given),
      SQLLINT_DATABASE_URL: databaseUrl,
      SQLLINT_NAMESPACE: namespaces.join(','),
      SQLLINT_PORT: String(port),
      SQLLINT_METRICS_PORT: '0',
      ...(concurrent !== undefined && { SQLLINT_MAX_CONCURRENT_JOBS: String(concurrent) }),
    };
  }
}

function profiling(output: string): readonly string[] {
  return [
    '--cpu-prof',
    '--cpu-prof-interval=2000',
    `--cpu-prof-dir=${output}`,
    '--heapsnapshot-signal=SIGUSR2',
    `--diagnostic-dir=${output}`,
  ];
}
