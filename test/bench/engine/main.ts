import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cpuLimit } from '../../../lint-runner/src/runner/cpuLimit.ts';
import { openTestBench, type SubmittedJob, type TestBench } from '../../../lint-runner/src/runner/testing/testBench.ts';
import { copyCorpus } from '../../conformance/corpus.ts';
import { repository } from '../../standalone/startStandalone.ts';
import { machineOf } from '../machine.ts';
import { sqlfluffCommand } from '../sqlfluffCommand.ts';
import { readEngineWork } from './results.ts';
import { timeRunnerFromNothing, timeStandingRunner } from './runner.ts';
import { type Measured, runProcess } from './runProcess.ts';
import { smallFiles, type TextFile } from './smallFiles.ts';
import { type ColdRun, engineTable } from './table.ts';

interface Bench {
  readonly files: readonly TextFile[];
  readonly dialect: string;
  readonly cpus: number;
  readonly workDir: string;
}

/** Times the ways in turn, run by run, so that a machine that changes its pace changes it for all of them. */
async function main(bench: Bench, runs: number): Promise<void> {
  const command: Measured[] = [];
  const cold: ColdRun[] = [];
  const cachedStanding: Measured[] = [];
  const cachedFromNothing: Measured[] = [];
  for (let run = 1; run <= runs; run += 1) {
    command.push(await timeSqlfluff(bench));
    const runner = await timeRunner(bench);
    cold.push(runner.cold);
    cachedStanding.push(runner.cachedStanding);
    cachedFromNothing.push(runner.cachedFromNothing);
    const walls = [command, cold, cachedStanding, cachedFromNothing].map((samples) => samples.at(-1)?.wallMs ?? 0);
    console.error(`run ${run} of ${runs}: ${walls.map((ms) => `${(ms / 1000).toFixed(3)} s`).join(', ')}`);
  }
  const { files, cpus } = bench;
  console.log(`\n${machineOf(join(repository, '.venv', 'bin', 'python'))}\n`);
  console.log(engineTable({ files: files.length, cpus, command, cold, cachedStanding, cachedFromNothing }));
}

async function timeSqlfluff({ dialect, cpus, workDir }: Bench): Promise<Measured> {
  const command = [...sqlfluffCommand({ dialect, processes: cpus, workDir }), corpusIn(workDir)];
  // 1: it has found violations.
  const goodExits = [0, 1];
  const run = runProcess({ command, env: process.env, cwd: workDir, logFile: '/dev/null', goodExits });
  return await run.ended;
}

/** A store and a share of their own for each run: nothing is known at first, everything afterwards. */
async function timeRunner(bench: Bench): Promise<{
  readonly cold: ColdRun;
  readonly cachedStanding: Measured;
  readonly cachedFromNothing: Measured;
}> {
  const place = await openTestBench();
  try {
    await place.zip(
      archive,
      bench.files.map(({ name, text }) => ({ name, content: text })),
    );
    const options = { dir: place.dir, engines: bench.cpus, logFile: join(bench.workDir, 'runner.log') };
    const time = async (way: typeof timeStandingRunner, known: number): Promise<Measured> => {
      const job = await place.submit({ source: { archive: { path: archive } }, dialect: bench.dialect });
      const measured = await way(options, job.ref);
      await checkDone(place, job, { files: bench.files.length, known });
      return measured;
    };
    const cold = { ...(await time(timeRunnerFromNothing, 0)), work: readEngineWork(join(place.dir, 'share')) };
    return {
      cold,
      cachedStanding: await time(timeStandingRunner, cold.work.files),
      cachedFromNothing: await time(timeRunnerFromNothing, cold.work.files),
    };
  } finally {
    await place.close();
  }
}

const archive = 'archives/corpus.zip';

/** A figure for work that was not done is worth nothing. */
async function checkDone(
  place: TestBench,
  { jobId }: SubmittedJob,
  expected: { readonly files: number; readonly known: number },
): Promise<void> {
  const tasks = (await place.store.jobs.progress(jobId))?.tasks;
  if (tasks?.succeeded === expected.files && tasks.cached >= expected.known) return;
  throw new Error(
    `Of ${expected.files} files, ${expected.known} known before, these were done: ${JSON.stringify(tasks)}`,
  );
}

function corpusIn(workDir: string): string {
  return join(workDir, 'corpus');
}

/** Puts the files to analyse where the command reads them, and returns them for the archive. */
function prepareFiles(folder: string, small: number, workDir: string): readonly TextFile[] {
  const copied = join(workDir, 'given');
  mkdirSync(copied);
  const given = copyCorpus(folder, copied).map((name) => ({ name, text: readFileSync(join(copied, name), 'utf8') }));
  const files = small > 0 ? smallFiles(given, small) : given;
  if (files.length === 0) throw new Error(`${folder} holds no file whose name ends in .sql that could be used.`);
  for (const { name, text } of files) {
    const path = join(corpusIn(workDir), name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return files;
}

const [folder = '', dialect = 'mysql', runs = '5', small = '0'] = process.argv.slice(2);
const workDir = mkdtempSync(join(tmpdir(), 'sqllint-bench-engine-'));
try {
  const files = prepareFiles(resolve(folder), Number(small) || 0, workDir);
  const kind = Number(small) > 0 ? 'small files made of those of' : 'files of';
  console.log(`${files.length} ${kind} ${folder}, dialect ${dialect}, ${runs} runs`);
  await main({ files, dialect, cpus: cpuLimit(), workDir }, Math.max(1, Number(runs) || 1));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
