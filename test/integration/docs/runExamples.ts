import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Example } from './markdown.ts';

export interface ExampleOutcome {
  readonly output: string;
  /** What the calls of curl were answered with, in order. */
  readonly statuses: readonly string[];
}

/** The address that the pages show. */
const shownServer = 'http://127.0.0.1:8000';
/** Ends the output of each example; no command prints it. */
const separator = '\u001e';

/**
 * Runs the examples of one page in one shell, since later ones use what earlier ones made.
 * @param options.folder where the shell starts
 * @param options.settings a folder for curl's settings, which let it tell each status on standard error
 * @throws Error when a command fails
 */
export async function runExamples(
  examples: readonly Example[],
  options: { readonly server: string; readonly folder: string; readonly settings: string },
): Promise<readonly ExampleOutcome[]> {
  writeFileSync(join(options.settings, '.curlrc'), 'write-out = "%{stderr}%{http_code}\\n"\n');
  const commands = examples.map((example) => example.commands.replaceAll(shownServer, options.server));
  const script = [`SERVER=${options.server}`, ...commands.map((block) => `${block}\n${markEnd}`)].join('\n');
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: options.folder,
    env: { ...process.env, CURL_HOME: options.settings, SQLLINT_SERVER: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('exit', resolve));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (exitCode !== 0) throw new Error(`the examples ended with ${exitCode}: ${stderr}\n${stdout.slice(-2000)}`);
  const outputs = stdout.split(separator);
  const told = stderr.split(separator);
  return examples.map((_, index) => ({
    output: outputs[index] ?? '',
    statuses: (told[index] ?? '').match(/^\d{3}$/gm) ?? [],
  }));
}

const markEnd = `printf '\\036'; printf '\\036' >&2`;

/** The statuses that a block of commands promises: comments such as `# 202` at the end of a line. */
export function promisedStatuses(commands: string): readonly string[] {
  return [...commands.matchAll(/# (\d{3})$/gm)].map(([, status = '']) => status);
}
