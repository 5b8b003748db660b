import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Findings } from './findings.ts';

export interface SqlfluffOptions {
  /** The `sqlfluff` command. */
  readonly command: string;
  readonly dialect: string;
  /** Absolute path of the folder with the SQL files. */
  readonly corpus: string;
  /** An empty folder, so that no settings of somebody else are picked up. */
  readonly workDir: string;
}

/** The command's own defaults, but for its habit to skip large files. */
const settings = '[sqlfluff]\nlarge_file_skip_byte_limit = 0\nlarge_file_skip_char_limit = 0\nsql_file_exts = .sql\n';

/**
 * What `sqlfluff lint --templater raw` says of every file.
 * @param names of all files, relative to the corpus; those that its answer does not hold were skipped
 */
export async function sqlfluffFindings(options: SqlfluffOptions, names: readonly string[]): Promise<Findings> {
  const config = join(options.workDir, 'conformance.cfg');
  writeFileSync(config, settings);
  const answer = await run(options, ['--ignore-local-config', '--config', config, options.corpus]);
  const files = new Map(answer.map((file) => [relative(options.corpus, file.filepath), file.violations.map(finding)]));
  const skipped = names.filter((name) => !files.has(name)).map((name) => [name, 'not in its answer'] as const);
  return { files, skipped: new Map(skipped) };
}

interface SqlfluffFile {
  readonly filepath: string;
  readonly violations: readonly SqlfluffViolation[];
}

interface SqlfluffViolation {
  readonly start_line_no: number;
  readonly start_line_pos: number;
  readonly code: string;
}

function finding(violation: SqlfluffViolation) {
  return { line: violation.start_line_no, position: violation.start_line_pos, code: violation.code };
}

async function run(options: SqlfluffOptions, args: readonly string[]): Promise<readonly SqlfluffFile[]> {
  const processes = String(availableParallelism());
  const fixed = [
    'lint',
    '--templater',
    'raw',
    '--dialect',
    options.dialect,
    '--format',
    'json',
    '--disable-progress-bar',
  ];
  const child = spawn(options.command, [...fixed, '--processes', processes, ...args], {
    cwd: options.workDir,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('exit', resolve));
  const [answer, code] = await Promise.all([text(child.stdout), exit]);
  // 1 means that it found violations.
  if (code === 0 || code === 1) return JSON.parse(answer);
  throw new Error(`sqlfluff ended with exit code ${code}.`);
}
