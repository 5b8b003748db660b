import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '@sqllint/core/logging/logger';
import { parseResultFile } from '@sqllint/core/result/resultFile';
import type { TaskRecord } from '@sqllint/core/store/types';
import { python } from '../../lint-runner/src/engine/testdata/testPool.ts';
import { type OpenEngines, openEngines } from '../../lint-runner/src/runner/openEngines.ts';
import { openTestBench, type SubmittedJob, type TestBench } from '../../lint-runner/src/runner/testing/testBench.ts';
import { type Canary, layCanary } from './canary.ts';
import { archiveCases } from './cases/archives.ts';
import { configFileCases } from './cases/configFiles.ts';
import { directiveCases, honouredDirectiveCases, libraryPathText } from './cases/directives.ts';
import { encodingCases } from './cases/encodings.ts';
import { nameCases } from './cases/names.ts';
import { textCases } from './cases/texts.ts';
import type { FileOutcome, HostileCase, HostileOutcome } from './hostileCase.ts';
import { snapshotOf } from './snapshot.ts';

/**
 * What hostile submissions end as, through a whole runner with real engines; and that none of them leaves a trace
 * anywhere but among the results.
 */

const canary: Canary = layCanary();
let bench: TestBench;
let engines: OpenEngines;

beforeAll(async () => {
  bench = await openTestBench();
  const logger = createLogger({ name: 'test', level: 'silent' });
  engines = openEngines({ python, size: 2, memoryLimitMiB: 1024, logger });
});

afterAll(async () => {
  await engines.stop();
  await bench.close();
  canary.remove();
});

test('the canary dies when the payload is executed: the sqlfluff command does it', async () => {
  const own = layCanary();
  try {
    const file = join(own.folder, 'control.sql');
    writeFileSync(file, libraryPathText(own.payloadFolder));
    const args = ['lint', '--dialect', 'ansi', '--library-path', 'none', file];
    await promisify(execFile)(join(dirname(python), 'sqlfluff'), args).catch(() => undefined);
    expect(own.isDead()).toBe(true);
  } finally {
    own.remove();
  }
});

describe.each([
  ['orders to SQLFluff', directiveCases(canary.payloadFolder)],
  ['orders to SQLFluff under a profile that honours orders', honouredDirectiveCases(canary.payloadFolder)],
  ['orders to SQLFluff by a .sqlfluff', configFileCases(canary.payloadFolder)],
  ['hard texts', textCases],
  ['encodings', encodingCases],
  ['archives', archiveCases],
  ['names in archives', nameCases],
])('%s', (_group, cases) => {
  test.each(cases.map((hostile) => [hostile.name, hostile] as const))('%s', async (_name, hostile) => {
    const job = await submit(hostile);
    const before = snapshots();
    expect(await bench.run(job, { engines })).toMatchObject({ exitCode: 0 });
    expect(await outcomeOf(job, hostile.outcome)).toEqual(hostile.outcome);
    expect(snapshots()).toEqual(before);
    expect(canary.isDead()).toBe(false);
  });
});

async function submit({ source, spec, profile }: HostileCase): Promise<SubmittedJob> {
  const path = `archives/hostile.${source.kind}`;
  await bench.put(path, source.bytes);
  const place = source.kind === 'zip' ? { archive: { path } } : { file: { path } };
  return await bench.submit({ ...spec, source: place }, profile);
}

function snapshots() {
  return { bench: snapshotOf(bench.dir), canary: snapshotOf(canary.folder) };
}

async function outcomeOf(job: SubmittedJob, expected: HostileOutcome): Promise<HostileOutcome> {
  const progress = await bench.store.jobs.progress(job.jobId);
  const tasks = await bench.tasks(job);
  if (progress?.sourceErrorReason != null) {
    const message = progress.sourceErrorMessage ?? '';
    const words = 'words' in expected && message.includes(expected.words) ? expected.words : message;
    return { refused: progress.sourceErrorReason, words };
  }
  return { files: await Promise.all(tasks.map(async (task) => [task.fileName, await fileOutcomeOf(task)] as const)) };
}

async function fileOutcomeOf(task: TaskRecord): Promise<FileOutcome> {
  if (task.errorCode !== null) return task.errorCode;
  const result = parseResultFile(await bench.share.readResult(task.resultPath ?? ''));
  return result.violations.map(({ code }) => code);
}
