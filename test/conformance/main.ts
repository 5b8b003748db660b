import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository, startStandalone } from '../standalone/startStandalone.ts';
import { compareFindings } from './compare.ts';
import { copyCorpus } from './corpus.ts';
import { parserReportOf, reportOf } from './report.ts';
import { sqlfluffFindings } from './sqlfluffFindings.ts';
import { sqllintFindings } from './sqllintFindings.ts';

/** Analyses as the default profile does, but with SQLFluff's parser in Python. */
const pythonParser = {
  apiVersion: 'sqllint.dev/v1',
  kind: 'SqlLintProfile',
  metadata: { name: 'python-parser' },
  spec: { parser: 'Python' },
};

/**
 * Compares what a standalone server and the `sqlfluff` command say of the same files, and what the server says with
 * either of SQLFluff's parsers. Exit code 1: they differ.
 */
async function main(folder: string, dialect: string, workDir: string): Promise<number> {
  const corpus = join(workDir, 'corpus');
  const neutralDir = join(workDir, 'cwd');
  mkdirSync(neutralDir, { recursive: true });
  const names = copyCorpus(folder, corpus);
  if (names.length === 0) throw new Error(`${folder} holds no file whose name ends in .sql.`);
  console.log(`${names.length} files of ${folder}, dialect ${dialect}`);

  const [sqllint, inPython] = await withServer(workDir, async (server) => [
    await sqllintFindings({ server, dialect, corpus }),
    await sqllintFindings({ server, dialect, corpus, profile: pythonParser.metadata.name }),
  ]);
  const command = join(repository, '.venv', 'bin', 'sqlfluff');
  const sqlfluff = await sqlfluffFindings({ command, dialect, corpus, workDir: neutralDir }, names);
  const comparison = compareFindings(names, sqlfluff, sqllint);
  const parsers = compareFindings(names, inPython, sqllint);
  console.log(reportOf(comparison, sqlfluff, sqllint));
  console.log(parserReportOf(parsers));
  return comparison.differences.length + parsers.differences.length === 0 ? 0 : 1;
}

async function withServer<Result>(workDir: string, use: (url: string) => Promise<Result>): Promise<Result> {
  const logFile = join(workDir, 'server.log');
  const profiles = join(workDir, 'profiles');
  mkdirSync(profiles);
  // JSON is YAML.
  writeFileSync(join(profiles, 'python-parser.yaml'), JSON.stringify(pythonParser));
  const server = await startStandalone({
    dataDir: join(workDir, 'data'),
    logFile,
    args: ['--log-level', 'warn', '--profiles', profiles],
  });
  try {
    return await use(server.url);
  } finally {
    await server.end();
  }
}

const [folder = '', dialect = 'mysql'] = process.argv.slice(2);
if (folder === '') {
  console.error('Name a folder with SQL files: make conformance CORPUS=DIR DIALECT=mysql');
  process.exit(2);
}
const workDir = mkdtempSync(join(tmpdir(), 'sqllint-conformance-'));
try {
  process.exitCode = await main(folder, dialect || 'mysql', workDir);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
