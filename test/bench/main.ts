import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { copyCorpus } from '../conformance/corpus.ts';
import { repository, type StandaloneServer, sqllint, startStandalone } from '../standalone/startStandalone.ts';
import { machineOf } from './machine.ts';
import { treeCpuMs, untilQuiet } from './processTree.ts';
import type { Sample } from './series.ts';
import { sqlfluffCommand } from './sqlfluffCommand.ts';
import { tableOf } from './table.ts';
import { timeCommand } from './timeCommand.ts';

interface Bench {
  readonly corpus: string;
  readonly dialect: string;
  readonly workDir: string;
  readonly sqlfluff: readonly string[];
}

/** Times the three ways in turn, run by run, so that a machine that changes its pace changes it for all of them. */
async function main(bench: Bench, runs: number): Promise<void> {
  const command: Sample[] = [];
  const first: Sample[] = [];
  const second: Sample[] = [];
  for (let run = 1; run <= runs; run += 1) {
    command.push(await timeCommand([...bench.sqlfluff, bench.corpus], bench.workDir));
    const submitted = await timeSubmissions(bench, run);
    first.push(submitted.first);
    second.push(submitted.second);
    console.error(`run ${run} of ${runs}: ${[command, first, second].map(lastWall).join(', ')}`);
  }
  console.log(`\n${machineOf(join(repository, '.venv', 'bin', 'python'))}\n`);
  const label = `sqlfluff lint --processes ${availableParallelism()}`;
  console.log(tableOf({ command, first, second }, label));
}

function lastWall(samples: readonly Sample[]): string {
  return `${((samples.at(-1)?.wallMs ?? 0) / 1000).toFixed(2)} s`;
}

/** A new data folder and server each time; the server is ready, with its engines loaded, before the clock runs. */
async function timeSubmissions(
  bench: Bench,
  run: number,
): Promise<{ readonly first: Sample; readonly second: Sample }> {
  const dataDir = join(bench.workDir, `data-${run}`);
  const args = ['--log-level', 'warn'];
  const server = await startStandalone({ dataDir, logFile: join(bench.workDir, 'server.log'), args });
  try {
    await untilQuiet(server.pid);
    return { first: await timeSubmission(bench, server), second: await timeSubmission(bench, server) };
  } finally {
    await server.end();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function timeSubmission({ corpus, dialect, workDir }: Bench, server: StandaloneServer): Promise<Sample> {
  const before = treeCpuMs(server.pid);
  const command = [sqllint, 'submit', corpus, '--server', server.url, '--dialect', dialect, '--wait'];
  const { wallMs, cpuMs } = await timeCommand(command, workDir);
  return { wallMs, cpuMs: cpuMs + treeCpuMs(server.pid) - before };
}

const [folder = '', dialect = 'mysql', runs = '5'] = process.argv.slice(2);
const workDir = mkdtempSync(join(tmpdir(), 'sqllint-bench-'));
try {
  const corpus = join(workDir, 'corpus');
  mkdirSync(corpus);
  const names = copyCorpus(resolve(folder), corpus);
  if (names.length === 0) throw new Error(`${folder} holds no file whose name ends in .sql.`);
  console.log(`${names.length} files of ${folder}, dialect ${dialect}, ${runs} runs`);
  const sqlfluff = sqlfluffCommand({ dialect, processes: availableParallelism(), workDir });
  await main({ corpus, dialect, workDir, sqlfluff }, Math.max(1, Number(runs) || 1));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
