import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseResultFile } from '@sqllint/core/result/resultFile';
import { python } from './engine/testdata/testPool.ts';
import { openTestBench, type SubmittedJob, type TestBench } from './runner/testing/testBench.ts';

interface Finished {
  readonly type: string;
  readonly assignment?: string;
  readonly exitCode?: number;
  readonly message?: string;
}

let bench: TestBench;
let children: ChildProcess[] = [];

beforeEach(async () => {
  bench = await openTestBench();
});

afterEach(async () => {
  for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  children = [];
  await bench.close();
});

/** The real process with real engines, as the operator starts it. */
async function startStandby(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'standby.ts'), {
    execArgv: [],
    env: {
      PATH: process.env.PATH,
      SQLLINT_SHARE_DIR: join(bench.dir, 'share'),
      SQLLINT_DATABASE_URL: `sqlite://${join(bench.dir, 'store.db')}`,
      SQLLINT_CLUSTER_PATH: join(bench.dir, 'cluster.db'),
      SQLLINT_ENGINES: '1',
      SQLLINT_PYTHON: python,
      SQLLINT_LEASE_SECONDS: '3',
      SQLLINT_LOG_LEVEL: 'silent',
    },
  });
  children.push(child);
  expect(await nextMessage(child)).toEqual({ type: 'ready' });
  return child;
}

async function nextMessage(child: ChildProcess): Promise<Finished> {
  const [message] = (await once(child, 'message')) as [Finished];
  return message;
}

async function assign(child: ChildProcess, assignment: string, job: SubmittedJob): Promise<Finished> {
  const answer = nextMessage(child);
  child.send({ type: 'assign', assignment, ...job.ref });
  return answer;
}

const spec = { source: { archive: { path: 'archives/a.zip' } }, dialect: 'mysql' };
const many = Array.from({ length: 24 }, (_, index) => ({
  name: `dir/${index}.sql`,
  content: `SELECT a.x,  a.y from a -- ${index}\n`,
}));

describe('the standby process', () => {
  test('finds what SQLFluff finds, and knows it the second time', async () => {
    await bench.zip('archives/a.zip', [
      { name: 'a.sql', content: 'SELECT 1 from  t\r\n' },
      { name: 'broken.sql', content: 'SELEC 1\n' },
    ]);
    const child = await startStandby();
    const first = await bench.submit(spec);
    expect(await assign(child, '1', first)).toEqual({
      type: 'finished',
      assignment: '1',
      exitCode: 0,
      message: '2 files: 2 analysed (0 known before), 0 failed.',
    });
    const [good, broken] = await bench.tasks(first);
    const result = parseResultFile(await bench.share.readResult(good?.resultPath ?? ''));
    expect(result.violations.map(({ code, line_no, line_pos }) => [code, line_no, line_pos])).toEqual([
      ['CP01', 1, 10],
      ['LT01', 1, 14],
    ]);
    const unparsed = parseResultFile(await bench.share.readResult(broken?.resultPath ?? ''));
    expect(unparsed.violations.map(({ code, severity }) => [code, severity])).toContainEqual(['PRS', 'Critical']);
    expect(unparsed.summary.file_passed).toBe(false);
    expect((await assign(child, '2', await bench.submit(spec))).message).toContain('(2 known before)');
  });

  test('and another one killed in the middle leave every file with one result', async () => {
    await bench.zip('archives/a.zip', many);
    const [dying, living] = await Promise.all([startStandby(), startStandby()]);
    const job = await bench.submit(spec);
    dying.send({ type: 'assign', assignment: '1', ...job.ref });
    while (((await bench.store.jobs.progress(job.jobId))?.tasks.succeeded ?? 0) === 0) await pause(20);
    dying.kill('SIGKILL');
    expect(await assign(living, '2', job)).toMatchObject({ assignment: '2', exitCode: 0 });
    const tasks = await bench.tasks(job);
    expect(new Set(tasks.map(({ status }) => status))).toEqual(new Set(['SUCCESS']));
    // What the dead one had finished was not done again; what it held was.
    expect(tasks.filter(({ attempt }) => attempt === 1).length).toBeGreaterThan(0);
    expect(tasks.filter(({ attempt }) => attempt === 2).length).toBeGreaterThan(0);
  }, 90_000);

  test('gives its files back when it is aborted, and works on', async () => {
    await bench.zip('archives/a.zip', many);
    const child = await startStandby();
    const job = await bench.submit(spec);
    const answer = assign(child, '1', job);
    while (((await bench.store.jobs.progress(job.jobId))?.tasks.inProgress ?? 0) === 0) await pause(5);
    child.send({ type: 'abort', assignment: '1' });
    expect(await answer).toMatchObject({ assignment: '1', exitCode: 1, message: 'The runner was asked to leave.' });
    expect((await bench.store.jobs.progress(job.jobId))?.tasks.inProgress).toBe(0);
    expect(await assign(child, '2', job)).toMatchObject({ exitCode: 0 });
  }, 60_000);

  test.each([
    ['it is told to', (child: ChildProcess) => void child.send({ type: 'shutdown' })],
    ['the channel to its parent closes', (child: ChildProcess) => child.disconnect()],
    ['it gets SIGTERM', (child: ChildProcess) => void child.kill('SIGTERM')],
  ])('leaves with status 0 when %s', async (_when, leave) => {
    const child = await startStandby();
    const exit = once(child, 'exit');
    leave(child);
    expect(await exit).toEqual([0, null]);
  });

  test('says which settings are missing', async () => {
    const child = fork(join(import.meta.dirname, 'standby.ts'), { execArgv: [], env: {}, silent: true });
    children.push(child);
    const text: string[] = [];
    child.stderr?.on('data', (chunk: Buffer) => text.push(chunk.toString()));
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(text.join('')).toContain('SQLLINT_SHARE_DIR is missing');
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
