import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { sqllint } from '../../../test/standalone/startStandalone.ts';

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `sqllint` as a shell would. */
export async function runSqllint(args: readonly string[], cwd: string): Promise<CommandResult> {
  const environment = { ...process.env, SQLLINT_SERVER: '' };
  const child = spawn(sqllint, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('exit', resolve));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { exitCode, stdout, stderr };
}
