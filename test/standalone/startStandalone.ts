import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

export const repository = join(import.meta.dirname, '..', '..');
export const sqllint = join(repository, 'bin', 'sqllint');

export interface StandaloneOptions {
  readonly dataDir: string;
  /** Where its JSON lines go. */
  readonly logFile: string;
  /** More arguments, for instance `--engines 1`. */
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A server of its own on a free port, for tests, demo, conformance and bench. */
export interface StandaloneServer {
  readonly url: string;
  readonly pid: number;
  /** Everything it has printed on standard output so far. */
  readonly output: () => string;
  /** Sends a signal and waits for the end. Returns the exit code, or the name of the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | string>;
}

/**
 * Starts `sqllint standalone` and waits for its line.
 * @throws Error with the end of its log when it ends before that
 */
export async function startStandalone(options: StandaloneOptions): Promise<StandaloneServer> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const args = ['standalone', '--data-dir', options.dataDir, '--port', '0', ...(options.args ?? [])];
  const child = spawn(sqllint, args, {
    stdio: ['ignore', 'pipe', log],
    env: { ...process.env, ...options.environment },
  });
  closeSync(log);
  const ended = endOf(child);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const url = await Promise.race([
    listeningUrl(child),
    ended.then((how) => Promise.reject(startFailure(options, how))),
  ]);
  return {
    url,
    pid: child.pid ?? 0,
    output: () => output,
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return await ended;
    },
  };
}

function endOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
}

function listeningUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /^listening on (http:\/\/\S+)$/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

function startFailure(options: StandaloneOptions, how: number | string): Error {
  const log = readFileSync(options.logFile, 'utf8').split('\n').slice(-20).join('\n');
  return new Error(`sqllint standalone ended with ${how} before it was ready:\n${log}`);
}
