import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseResultFile, type ResultFile } from '../../../core/src/result/resultFile.ts';
import { cpuLimit } from '../../../lint-runner/src/runner/cpuLimit.ts';
import { openTestBench } from '../../../lint-runner/src/runner/testing/testBench.ts';
import { repository } from '../../standalone/startStandalone.ts';
import { largestEngine } from '../engine/memory.ts';
import { timeStandingRunner } from '../engine/runner.ts';
import type { Measured } from '../engine/runProcess.ts';
import { machineOf } from '../machine.ts';
import { medianOf } from '../series.ts';
import { mysqlDump } from './dump.ts';

interface TimedDump {
  readonly characters: number;
  readonly measured: readonly Measured[];
  readonly result: ResultFile;
}

/** Has a dump analysed as a job of its own, on a runner that waits; nothing is known before. */
async function timeDump(characters: number, runs: number): Promise<TimedDump> {
  const text = mysqlDump(characters);
  const measured: Measured[] = [];
  for (;;) {
    const place = await openTestBench();
    try {
      await place.zip(archive, [{ name: 'dump.sql', content: text }]);
      const job = await place.submit({ source: { archive: { path: archive } }, dialect: 'mysql' });
      const options = { dir: place.dir, engines: cpuLimit(), logFile: join(place.dir, 'runner.log') };
      measured.push(await timeStandingRunner(options, job.ref));
      const tasks = (await place.store.jobs.progress(job.jobId))?.tasks;
      if (tasks?.succeeded !== 1) throw new Error(`The dump was not analysed: ${JSON.stringify(tasks)}`);
      if (measured.length >= runs) {
        return { characters: text.length, measured, result: onlyResult(join(place.dir, 'share')) };
      }
    } finally {
      await place.close();
    }
  }
}

const archive = 'archives/dump.zip';

function onlyResult(share: string): ResultFile {
  const names = readdirSync(join(share, 'results'), { recursive: true, encoding: 'utf8' });
  const name = names.find((each) => each.endsWith('.json')) ?? '';
  return parseResultFile(readFileSync(join(share, 'results', name), 'utf8'));
}

function rowOf({ characters, measured, result }: TimedDump, first: TimedDump): string {
  const wallMs = medianOf(measured.map((each) => each.wallMs));
  const perKilobyte = wallMs / (characters / 1000);
  const firstPerKilobyte = medianOf(first.measured.map((each) => each.wallMs)) / (first.characters / 1000);
  const peak = Math.max(...measured.map(({ memory }) => largestEngine(memory, 0)?.peak ?? Number.NaN));
  const cells = [
    String(characters),
    result.analysis_metadata.mode,
    String(result.summary.total_violations),
    `${(wallMs / 1000).toFixed(2)} s`,
    `${perKilobyte.toFixed(1)} ms`,
    (perKilobyte / firstPerKilobyte).toFixed(2),
    `${(peak / 1e6).toFixed(0)} MB`,
  ];
  return `| ${cells.map((cell) => cell.padStart(11)).join(' | ')} |`;
}

const runs = Math.max(1, Number(process.argv[2]) || 3);
const sizes = [20_000, 400_000, 5_000_000];
const heads = ['characters', 'mode', 'violations', 'wall', 'for 1 kB', 'ratio', 'engine, peak'];
console.log(`${machineOf(join(repository, '.venv', 'bin', 'python'))}\n`);
console.log(`| ${heads.map((head) => head.padStart(11)).join(' | ')} |\n|${heads.map(() => ' ---: ').join('|')}|`);
let first: TimedDump | undefined;
for (const size of sizes) {
  const timed = await timeDump(size, size > 1_000_000 ? 1 : runs);
  first ??= timed;
  console.log(rowOf(timed, first));
}
console.log(`
Dumps as mysqldump writes them, INSERTs of 8000 rows in one line, on a runner with ${cpuLimit()} engines that waits: from
the assignment to its answer, with everything stored. The ratio is that of the time for 1 kB to the first row's, where
one engine has the whole text. Medians of ${runs} runs; the largest dump is analysed once.`);
