import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Sample } from './series.ts';

/** Exit codes that mean "it worked": 0, and 1 for violations. */
const goodExits: readonly (number | null)[] = [0, 1];

/**
 * Runs a command with its output thrown away, and takes its time from start to exit.
 * @throws Error when it fails
 */
export async function timeCommand(command: readonly string[], cwd: string): Promise<Sample> {
  // `times` is the shell's own account of what its children used (POSIX).
  const script = '"$@" >/dev/null 2>&1; code=$?; times; exit $code';
  const started = performance.now();
  const child = spawn('sh', ['-c', script, 'sh', ...command], { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  const exit = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('exit', resolve));
  const [times, code] = await Promise.all([text(child.stdout), exit]);
  const wallMs = performance.now() - started;
  if (!goodExits.includes(code)) throw new Error(`${command.join(' ')} ended with exit code ${code}`);
  return { wallMs, cpuMs: cpuOf(times) };
}

/** Milliseconds by the second line of `times`: user and system time of the children, as `0m1.25s 0m0.07s`. */
export function cpuOf(times: string): number {
  const line = times.trim().split('\n')[1] ?? '';
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
}
