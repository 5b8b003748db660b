import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseResultFile } from '@sqllint/core/result/resultFile';
import { ShareUnavailableError } from '@sqllint/core/share/errors';
import { StoreError, StoreUnavailableError } from '@sqllint/core/store/errors';
import type { Store } from '@sqllint/core/store/types';
import { type EngineOutcome, type EngineProfile, EngineStartError } from '../engine/index.ts';
import type { CraftedEntry } from '../source/archive/testing/zipBytes.ts';
import { oneViolation, scriptedEngines } from './testing/scriptedEngines.ts';
import { openTestBench, type SubmittedJob, type TestBench } from './testing/testBench.ts';

const archive = { source: { archive: { path: 'archives/a.zip' } } };
let bench: TestBench;

beforeEach(async () => {
  bench = await openTestBench();
});

afterEach(async () => {
  await bench.close();
});

function files(count: number): readonly CraftedEntry[] {
  return Array.from({ length: count }, (_, index) => ({ name: `${index}.sql`, content: `SELECT ${index}\n` }));
}

async function statuses(job: SubmittedJob): Promise<readonly string[]> {
  return (await bench.tasks(job)).map((task) => task.errorCode ?? task.status);
}

describe('a job with an archive', () => {
  test('ends with a result for every file, on the share and in the database, and with its progress told', async () => {
    await bench.zip('archives/a.zip', files(5));
    const job = await bench.submit({ ...archive, dialect: 'mysql' });
    const outcome = await bench.run(job, { engines: scriptedEngines() });
    expect(outcome).toEqual({ exitCode: 0, message: '5 files: 5 analysed (0 known before), 0 failed.' });
    expect(await statuses(job)).toEqual(Array.from({ length: 5 }, () => 'SUCCESS'));
    const [task] = await bench.tasks(job);
    const result = parseResultFile(await bench.share.readResult(task?.resultPath ?? ''));
    expect(result).toMatchObject({
      violations: [
        { line_no: 1, line_pos: 7, end_line_pos: 9, code: 'LT01', rule: 'layout.spacing', severity: 'Minor' },
      ],
      summary: {
        total_violations: 1,
        critical_violations: 0,
        warning_violations: 1,
        file_passed: true,
        success_rate: 0,
      },
      file_info: { file_name: '0.sql', file_size: 9, line_count: 1, character_count: 9 },
      analysis_metadata: { dialect: 'mysql', mode: 'whole', encoding: 'utf-8', result_key: task?.resultKey },
    });
    expect(await bench.store.jobs.severityCounts(job.jobId)).toMatchObject({ minor: 5, critical: 0 });
    const resource = await bench.resources.get(job.ref);
    expect(resource?.status?.progress).toMatchObject({ total: 5, succeeded: 5, failed: 0, cached: 0 });
  });

  test('starts no engine when every file is known', async () => {
    await bench.zip('archives/a.zip', files(40));
    await bench.run(await bench.submit(archive), { engines: scriptedEngines() });
    const engines = scriptedEngines();
    const again = await bench.submit(archive);
    const outcome = await bench.run(again, { engines });
    expect(outcome.message).toBe('40 files: 40 analysed (40 known before), 0 failed.');
    expect(engines.started).toBe(false);
  });

  test('analyses files of equal content once', async () => {
    await bench.zip('archives/a.zip', [...files(3), { name: 'copy.sql', content: 'SELECT 1\n' }]);
    const engines = scriptedEngines();
    const job = await bench.submit(archive);
    expect((await bench.run(job, { engines })).exitCode).toBe(0);
    expect([...engines.analysed].sort()).toEqual(['SELECT 0\n', 'SELECT 1\n', 'SELECT 2\n']);
    expect((await bench.tasks(job)).map(({ cached }) => cached)).toEqual([false, false, false, true]);
  });

  test('is analysed anew under another profile', async () => {
    await bench.zip('archives/a.zip', files(2));
    await bench.run(await bench.submit({ ...archive, dialect: 'mysql' }), { engines: scriptedEngines() });
    const engines = scriptedEngines();
    await bench.run(await bench.submit({ ...archive, dialect: 'ansi' }), { engines });
    expect(engines.analysed).toHaveLength(2);
  });

  test('gives every bad file its code, and the others their result', async () => {
    await bench.zip('archives/a.zip', [
      { name: 'good.sql', content: 'SELECT 1\r\n' },
      { name: 'crc.sql', crc32: 1 },
      { name: 'bytes.sql', content: Buffer.from([0xff, 0xff]) },
      { name: 'slow.sql', content: 'slow' },
      { name: 'deep.sql', content: 'deep' },
    ]);
    const codes = { slow: 'TIMEOUT', deep: 'OUT_OF_MEMORY' } as const;
    const engines = scriptedEngines(({ text }) =>
      text === 'slow' || text === 'deep'
        ? { ok: false, errorCode: codes[text], message: `It is ${text}.` }
        : oneViolation,
    );
    const job = await bench.submit(archive);
    expect((await bench.run(job, { engines })).exitCode).toBe(0);
    expect(await statuses(job)).toEqual(['SUCCESS', 'UNDECODABLE', 'UNDECODABLE', 'TIMEOUT', 'OUT_OF_MEMORY']);
    expect((await bench.tasks(job))[3]?.errorMessage).toBe('It is slow.');
    expect(engines.analysed).toContain('SELECT 1\n');
  });

  test('hands the time limit of the job and the name of the file to the engine', async () => {
    await bench.zip('archives/a.zip', files(1));
    const seen: unknown[] = [];
    const engines = scriptedEngines(({ fileName, timeoutMs }) => {
      seen.push({ fileName, timeoutMs });
      return oneViolation;
    });
    await bench.run(await bench.submit({ ...archive, fileTimeoutSeconds: 7 }), { engines });
    expect(seen).toEqual([{ fileName: '0.sql', timeoutMs: 7000 }]);
  });
});

describe('a job whose source has settings', () => {
  const entries: readonly CraftedEntry[] = [
    { name: '.sqlfluff', content: '[sqlfluff]\nmax_line_length = 120\ntemplater = jinja\n' },
    { name: 'db/.sqlfluff', content: '[sqlfluff]\ndialect = postgres\nrules = LT01,CP01\n' },
    { name: 'top.sql', content: 'SELECT 1\n' },
    { name: 'db/one.sql', content: 'SELECT 1\n' },
    { name: './db/views/two.sql', content: 'SELECT 2\n' },
  ];

  async function run(spec: Parameters<TestBench['submit']>[0]) {
    const seen = new Map<string, EngineProfile>();
    const engines = scriptedEngines(({ fileName, profile }) => {
      seen.set(fileName, profile);
      return oneViolation;
    });
    const job = await bench.submit(spec);
    expect((await bench.run(job, { engines })).exitCode).toBe(0);
    return { job, seen };
  }

  test('is analysed under those of each folder, the nearest first', async () => {
    await bench.zip('archives/a.zip', entries);
    const { job, seen } = await run(archive);
    const settings = { max_line_length: 120 };
    expect(seen.get('top.sql')).toMatchObject({ dialect: 'mysql', rules: [], settings });
    expect(seen.get('db/one.sql')).toMatchObject({ dialect: 'postgres', rules: ['LT01', 'CP01'], settings });
    expect(seen.get('./db/views/two.sql')?.key).toBe(seen.get('db/one.sql')?.key);
    const [, one] = await bench.tasks(job);
    const result = parseResultFile(await bench.share.readResult(one?.resultPath ?? ''));
    expect(result.analysis_metadata).toMatchObject({ dialect: 'postgres', rules_applied: ['CP01', 'LT01'] });
  });

  test('keeps what its spec names', async () => {
    await bench.zip('archives/a.zip', entries);
    const { seen } = await run({ ...archive, dialect: 'ansi', rules: ['AL01'] });
    // Two of the three are equal, and now under one profile.
    expect([...seen.values()].map(({ dialect, rules }) => [dialect, rules])).toEqual([
      ['ansi', ['AL01']],
      ['ansi', ['AL01']],
    ]);
  });

  test('keeps what is refused as warnings of the job', async () => {
    await bench.zip('archives/a.zip', [...entries, { name: 'db/views/.sqlfluff', content: 'max_line_length = 1' }]);
    const { job } = await run(archive);
    const warnings = [
      expect.stringMatching(/^\.sqlfluff: The setting "templater" with the value "jinja" is refused/),
      expect.stringMatching(/^db\/views\/\.sqlfluff: The file is ignored: line 1 is in no section/),
    ];
    expect(await bench.store.jobs.get(job.jobId)).toMatchObject({ warnings, status: 'PROCESSING' });
  });

  test('knows its results again, and none of them under other settings', async () => {
    await bench.zip('archives/a.zip', entries);
    expect((await run(archive)).seen.size).toBe(3);
    expect((await run(archive)).seen.size).toBe(0);
    await bench.zip('archives/a.zip', entries.slice(1));
    expect((await run(archive)).seen.size).toBe(3);
  });

  test('may have them in the lines of a file, where the profile honours that', async () => {
    const content = '-- sqlfluff:dialect:ansi\n-- sqlfluff:templater:jinja\n-- sqlfluff:max_line_length:7\nSELECT 1\n';
    await bench.zip('archives/a.zip', [...entries, { name: 'db/lines.sql', content }]);
    const engines = scriptedEngines(({ fileName, profile }) => {
      seen.set(fileName, profile);
      return oneViolation;
    });
    const seen = new Map<string, EngineProfile>();
    const job = await bench.submit(archive, { inlineConfig: 'Honour' });
    expect((await bench.run(job, { engines })).exitCode).toBe(0);
    const settings = { max_line_length: 7 };
    expect(seen.get('db/lines.sql')).toMatchObject({ dialect: 'ansi', rules: ['LT01', 'CP01'], settings });
    expect(seen.get('db/one.sql')).toMatchObject({ dialect: 'postgres', settings: { max_line_length: 120 } });
    const lines = (await bench.tasks(job)).at(-1);
    const result = parseResultFile(await bench.share.readResult(lines?.resultPath ?? ''));
    expect(result.analysis_metadata.dialect).toBe('ansi');
  });

  test('may have them beside the files of a ConfigMap', async () => {
    const configMap = { 'a.sql': 'SELECT 1', '.sqlfluff': '[sqlfluff]\ndialect = ansi\n' };
    const resources = { ...bench.resources, readConfigMap: async () => configMap };
    const job = await bench.submit({ source: { configMap: { name: 'my-sql' } } });
    const dialects: string[] = [];
    const engines = scriptedEngines(({ profile }) => {
      dialects.push(profile.dialect);
      return oneViolation;
    });
    expect((await bench.run(job, { engines, resources })).exitCode).toBe(0);
    expect(dialects).toEqual(['ansi']);
  });
});

describe('the other sources', () => {
  test('a file on the share is one task, under the last part of its path', async () => {
    await bench.put('archives/one.sql', 'SELECT 1');
    const job = await bench.submit({ source: { file: { path: 'archives/one.sql' } } });
    await bench.run(job, { engines: scriptedEngines() });
    expect((await bench.tasks(job)).map(({ fileName, status }) => [fileName, status])).toEqual([
      ['one.sql', 'SUCCESS'],
    ]);
  });

  test('inline SQL is one task, under its name', async () => {
    const job = await bench.submit({ source: { inline: { sql: 'SELECT 中', fileName: 'q.sql' } } });
    const engines = scriptedEngines();
    await bench.run(job, { engines });
    expect(engines.analysed).toEqual(['SELECT 中']);
    expect((await bench.tasks(job))[0]).toMatchObject({ fileName: 'q.sql', fileSize: 10 });
  });

  const wrong = 'f'.repeat(64);
  test.each([
    ['an archive that is not there', archive, 'SourceMissing', 'There is no file "archives/a.zip" on the share.'],
    ['a path that leaves the share', { source: { archive: { path: '../a.zip' } } }, 'SourceInvalid', 'leaves'],
    ['a file that is no ZIP', { source: { archive: { path: 'archives/x.sql' } } }, 'SourceInvalid', 'complete ZIP'],
    ['an empty ZIP', { source: { archive: { path: 'archives/empty.zip' } } }, 'SourceEmpty', 'has no .sql file'],
    [
      'an archive with another sum',
      { source: { archive: { path: 'archives/empty.zip', sha256: wrong } } },
      'SourceInvalid',
      'SHA-256 differs',
    ],
    [
      'a file with another sum',
      { source: { file: { path: 'archives/x.sql', sha256: wrong } } },
      'SourceInvalid',
      'SHA-256 differs',
    ],
    ['a ConfigMap that is not there', { source: { configMap: { name: 'none' } } }, 'SourceMissing', 'no ConfigMap'],
  ])('%s is recorded as the reason why the job has no tasks', async (_what, spec, reason, words) => {
    await bench.put('archives/x.sql', 'SELECT 1');
    await bench.zip('archives/empty.zip', []);
    const job = await bench.submit(spec);
    const outcome = await bench.run(job, { engines: scriptedEngines() });
    expect(outcome.exitCode).toBe(0);
    expect(outcome.message).toContain(words);
    const progress = await bench.store.jobs.progress(job.jobId);
    expect(progress).toMatchObject({ sourceErrorReason: reason, sourceErrorMessage: outcome.message });
    expect(await bench.tasks(job)).toEqual([]);
  });
});

describe('several runners', () => {
  test('share one job: every file has exactly one result and is analysed once', async () => {
    await bench.zip('archives/a.zip', files(60));
    const job = await bench.submit(archive);
    const crews = [scriptedEngines(later), scriptedEngines(later)];
    const outcomes = await Promise.all(crews.map((engines) => bench.run(job, { engines })));
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect((await bench.tasks(job)).map(({ status, attempt }) => [status, attempt])).toEqual(
      Array.from({ length: 60 }, () => ['SUCCESS', 1]),
    );
    const analysed = crews.flatMap((engines) => engines.analysed);
    expect(new Set(analysed).size).toBe(60);
    expect(analysed).toHaveLength(60);
    expect(Math.min(...crews.map((engines) => engines.analysed.length))).toBeGreaterThan(0);
  });

  test('find every file known: all are cached, and none of them uses an engine', async () => {
    await bench.zip('archives/a.zip', files(120));
    await bench.run(await bench.submit(archive), { engines: scriptedEngines() });
    const job = await bench.submit(archive);
    const crews = [scriptedEngines(), scriptedEngines()];
    const outcomes = await Promise.all(crews.map((engines) => bench.run(job, { engines })));
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect((await bench.store.jobs.progress(job.jobId))?.tasks).toMatchObject({ total: 120, cached: 120 });
    expect(crews.map(({ started }) => started)).toEqual([false, false]);
  });

  test('one that is asked to leave gives its files back, and another finishes at once', async () => {
    await bench.zip('archives/a.zip', files(30));
    const job = await bench.submit(archive);
    const leave = new AbortController();
    const first = scriptedEngines(async () => {
      if (first.analysed.length > 10) leave.abort();
      return later();
    });
    const left = await bench.run(job, { engines: first, signal: leave.signal });
    expect(left).toEqual({ exitCode: 1, message: 'The runner was asked to leave.' });
    const between = await bench.store.jobs.progress(job.jobId);
    expect(between?.tasks).toMatchObject({ inProgress: 0 });
    expect(between?.tasks.pending).toBeGreaterThan(0);
    const finished = await bench.run(job, { engines: scriptedEngines() });
    expect(finished.exitCode).toBe(0);
    expect(new Set(await statuses(job))).toEqual(new Set(['SUCCESS']));
  });

  test('one that is asked to leave in the middle of a claim gives back what it claims', async () => {
    await bench.zip('archives/a.zip', files(30));
    const job = await bench.submit(archive);
    const leave = new AbortController();
    let claims = 0;
    const store = withTasks(bench.store, {
      claim: async (options) => {
        claims += 1;
        if (claims === 2) {
          leave.abort();
          await pause(100);
        }
        return bench.store.tasks.claim(options);
      },
    });
    expect((await bench.run(job, { engines: scriptedEngines(later), store, signal: leave.signal })).exitCode).toBe(1);
    await pause(150);
    expect((await bench.store.jobs.progress(job.jobId))?.tasks).toMatchObject({ inProgress: 0 });
  });

  test('one that died loses its files when its leases run out', async () => {
    await bench.zip('archives/a.zip', files(4));
    const job = await bench.submit(archive);
    const stopped = scriptedEngines(() => Promise.reject(new Error('unplugged')));
    await bench.run(job, { engines: stopped });
    await bench.store.tasks.claim({ jobId: job.jobId, owner: 'dead', limit: 3, leaseMs: 300, maxAttempts: 3 });
    const outcome = await bench.run(job, { engines: scriptedEngines() });
    expect(outcome.exitCode).toBe(0);
    expect(new Set(await statuses(job))).toEqual(new Set(['SUCCESS']));
  });

  test('one that died while it expanded is replaced when its lease runs out', async () => {
    await bench.zip('archives/a.zip', files(4));
    const job = await bench.submit(archive);
    expect(await bench.store.expansion.acquire(job.jobId, 'dead', 300)).toBe('acquired');
    const outcome = await bench.run(job, { engines: scriptedEngines() });
    expect(outcome.message).toContain('4 files: 4 analysed');
  });

  test('one that expands slowly keeps its lease on the expansion', async () => {
    await bench.zip('archives/a.zip', files(3));
    const job = await bench.submit(archive);
    let renewals = 0;
    const store: Store = {
      ...bench.store,
      expansion: {
        ...bench.store.expansion,
        renew: (...args) => {
          renewals += 1;
          return bench.store.expansion.renew(...args);
        },
        addTasks: async (...args) => {
          await pause(400);
          return bench.store.expansion.addTasks(...args);
        },
      },
    };
    const slow = bench.run(job, { engines: scriptedEngines(), store, settings: { leaseMs: 150 } });
    await pause(100);
    const other = await bench.run(job, { engines: scriptedEngines() });
    expect([await slow, other].map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(renewals).toBeGreaterThan(1);
    expect(await statuses(job)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
  });

  test('one that lost its lease on the expansion leaves it to the other', async () => {
    await bench.zip('archives/a.zip', files(3));
    const job = await bench.submit(archive);
    const store: Store = {
      ...bench.store,
      expansion: {
        ...bench.store.expansion,
        renew: async () => false,
        addTasks: async (...args) => {
          await pause(300);
          return bench.store.expansion.addTasks(...args);
        },
      },
    };
    const slow = bench.run(job, { engines: scriptedEngines(), store, settings: { leaseMs: 90 } });
    await pause(50);
    const other = await bench.run(job, { engines: scriptedEngines() });
    expect([await slow, other].map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(await statuses(job)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
  });

  test('one that loses a lease drops the file and leaves it to whoever has it', async () => {
    await bench.zip('archives/a.zip', files(1));
    const job = await bench.submit(archive);
    let claims = 0;
    const store = withTasks(bench.store, {
      renew: async () => [],
      claim: async (options) => (claims++ === 0 ? bench.store.tasks.claim(options) : []),
    });
    const engines = scriptedEngines(() => new Promise(() => undefined));
    const slow = bench.run(job, { engines, store, settings: { leaseMs: 200 } });
    const other = scriptedEngines();
    await until(() => engines.analysed.length === 1);
    expect((await bench.run(job, { engines: other })).exitCode).toBe(0);
    expect((await slow).exitCode).toBe(0);
    expect((await bench.tasks(job)).map(({ status, attempt }) => [status, attempt])).toEqual([['SUCCESS', 2]]);
  });
});

describe('a runner whose leases ran out although it is alive', () => {
  test('keeps its files: none is claimed again, and none is analysed twice', async () => {
    await bench.zip('archives/a.zip', files(12));
    const job = await bench.submit(archive);
    // As after an outage: the leases are over when the next claim comes, and no renewal got in before it.
    const store = withTasks(bench.store, {
      claim: async (options) => bench.store.tasks.claim({ ...options, leaseMs: 0 }),
      renew: async (_owner, taskIds) => taskIds,
    });
    const engines = scriptedEngines(later, { size: 1 });
    expect((await bench.run(job, { engines, store })).exitCode).toBe(0);
    expect(engines.analysed).toHaveLength(12);
    expect((await bench.tasks(job)).map(({ status, attempt }) => [status, attempt])).toEqual(
      Array.from({ length: 12 }, () => ['SUCCESS', 1]),
    );
  });

  test('claims files again that it does not know of, because the answer to its claim was lost', async () => {
    await bench.zip('archives/a.zip', files(3));
    const job = await bench.submit(archive);
    let claims = 0;
    const store = withTasks(bench.store, {
      claim: async (options) => {
        const claimed = await bench.store.tasks.claim(options);
        if (claims++ === 0) throw new StoreUnavailableError('The answer was lost.');
        return claimed;
      },
    });
    const outcome = await bench.run(job, { engines: scriptedEngines(), store, settings: { leaseMs: 300 } });
    expect(outcome.exitCode).toBe(0);
    expect(await statuses(job)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
  });
});

describe('what goes away under a runner', () => {
  test('a database that is away for a while costs nothing', async () => {
    await bench.zip('archives/a.zip', files(20));
    const job = await bench.submit(archive);
    let calls = 0;
    const store = outOfOrder(bench.store, () => {
      calls += 1;
      return calls > 3 && calls < 9;
    });
    const outcome = await bench.run(job, { engines: scriptedEngines(later), store });
    expect(calls).toBeGreaterThan(9);
    expect(outcome).toEqual({ exitCode: 0, message: '20 files: 20 analysed (0 known before), 0 failed.' });
  });

  test('a database that stays away ends the runner, so that another can be started', async () => {
    await bench.zip('archives/a.zip', files(2));
    const job = await bench.submit(archive);
    let calls = 0;
    const store = outOfOrder(bench.store, () => {
      calls += 1;
      return calls > 3;
    });
    const outcome = await bench.run(job, {
      engines: scriptedEngines(),
      store,
      settings: { patienceMs: 150, leaseMs: 300 },
    });
    expect(outcome).toEqual({ exitCode: 69, message: 'The database is away.' });
    expect((await bench.run(job, { engines: scriptedEngines() })).exitCode).toBe(0);
  });

  test('a share that stays away leaves no task called finished', async () => {
    await bench.zip('archives/a.zip', files(2));
    const job = await bench.submit(archive);
    const share = {
      ...bench.share,
      writeResult: () => Promise.reject(new ShareUnavailableError('The share failed.')),
    };
    const outcome = await bench.run(job, { engines: scriptedEngines(), share, settings: { patienceMs: 100 } });
    expect(outcome).toEqual({ exitCode: 1, message: 'The share failed.' });
    expect(await statuses(job)).toEqual(['PENDING', 'PENDING']);
  });

  test("a result that the database refuses is its own file's failure, and the files beside it get theirs", async () => {
    await bench.zip('archives/a.zip', files(20));
    const job = await bench.submit(archive);
    const store = refusing(bench.store, { errno: 1406 }, (batch) =>
      batch.some(({ result }) => result.violations.some(({ description }) => description === 'poison')),
    );
    const engines = scriptedEngines(({ fileName }) => (fileName === '7.sql' ? poison : oneViolation));
    expect((await bench.run(job, { engines, store })).exitCode).toBe(0);
    expect(await statuses(job)).toEqual(files(20).map((_, index) => (index === 7 ? 'ENGINE_CRASH' : 'SUCCESS')));
    expect((await bench.tasks(job))[7]?.errorMessage).toBe('The database refused the result of this file.');
  });

  test("a database that is full is no file's fault", async () => {
    await bench.zip('archives/a.zip', files(3));
    const job = await bench.submit(archive);
    const store = refusing(bench.store, { errno: 1114 }, () => true);
    const outcome = await bench.run(job, { engines: scriptedEngines(), store });
    expect(outcome).toEqual({ exitCode: 1, message: 'The database refused commit.' });
    expect(await statuses(job)).toEqual(['PENDING', 'PENDING', 'PENDING']);
  });

  test('engines that cannot be started end the runner with the reason, and the files are given back', async () => {
    await bench.zip('archives/a.zip', files(9));
    const job = await bench.submit(archive);
    const engines = scriptedEngines(() => Promise.reject(new EngineStartError('Python is not there.')));
    const outcome = await bench.run(job, { engines });
    expect(outcome).toEqual({ exitCode: 1, message: 'Python is not there.' });
    expect(new Set(await statuses(job))).toEqual(new Set(['PENDING']));
  });

  test('engines of another version than the results are keyed by are not used', async () => {
    await bench.zip('archives/a.zip', files(1));
    const job = await bench.submit(archive);
    const engines = scriptedEngines(undefined, { version: 'sqlfluff 9' });
    const outcome = await bench.run(job, { engines });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.message).toContain('The engines are "sqlfluff 9"');
    expect(engines.analysed).toEqual([]);
  });

  test('an archive that was exchanged after it was opened gives failures, not wrong results', async () => {
    await bench.zip('archives/a.zip', files(2));
    const job = await bench.submit(archive);
    await bench.run(job, { engines: scriptedEngines(() => Promise.reject(new Error('unplugged'))) });
    await bench.zip('archives/a.zip', [{ name: '0.sql', content: 'DROP TABLE t' }]);
    await bench.run(job, { engines: scriptedEngines() });
    expect(await statuses(job)).toEqual(['SOURCE_MISSING', 'SOURCE_MISSING']);
  });

  test('a progress that cannot be written does not harm the job', async () => {
    await bench.zip('archives/a.zip', files(2));
    const job = await bench.submit(archive);
    let tried = 0;
    const resources = {
      ...bench.resources,
      applyProgress: () => {
        tried += 1;
        return Promise.reject(new Error('forbidden'));
      },
    };
    const outcome = await bench.run(job, { engines: scriptedEngines(), resources });
    expect(outcome.exitCode).toBe(0);
    expect(tried).toBeGreaterThan(0);
    expect(await statuses(job)).toEqual(['SUCCESS', 'SUCCESS']);
  });
});

describe('a job that needs no runner', () => {
  test('is left alone when it is over', async () => {
    await bench.zip('archives/a.zip', files(1));
    const job = await bench.submit(archive);
    await bench.store.jobs.finish(job.jobId, { status: 'CANCELLED', verdict: null, errorMessage: null });
    expect(await bench.run(job, { engines: scriptedEngines() })).toEqual({ exitCode: 0, message: 'The job is over.' });
  });

  test('is left alone when its resource is gone', async () => {
    const ref = { namespace: 'default', name: 'nobody' };
    const job = await bench.submit({ source: { inline: { sql: 'SELECT 1' } } });
    expect(await bench.run({ ...job, ref }, { engines: scriptedEngines() })).toMatchObject({ exitCode: 0 });
  });

  test('is left in the middle when it is cancelled', async () => {
    await bench.zip('archives/a.zip', files(100));
    const job = await bench.submit(archive);
    const engines = scriptedEngines(async () => {
      if (engines.analysed.length === 5) {
        await bench.store.tasks.failUnfinished(job.jobId, 'CANCELLED', 'The job was cancelled.');
        await bench.store.jobs.finish(job.jobId, { status: 'CANCELLED', verdict: null, errorMessage: null });
      }
      return later();
    });
    expect((await bench.run(job, { engines })).exitCode).toBe(0);
    expect(engines.analysed.length).toBeLessThan(40);
    expect(await statuses(job)).toContain('CANCELLED');
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function later(): Promise<typeof oneViolation> {
  await pause(5);
  return oneViolation;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}

function withTasks(store: Store, changed: Partial<Store['tasks']>): Store {
  return { ...store, tasks: { ...store.tasks, ...changed } };
}

const poison: EngineOutcome = {
  ok: true,
  analysisMs: 1,
  violations: oneViolation.violations.map((violation) => ({ ...violation, description: 'poison' })),
};

/** A store that refuses some commits, for the reason that the driver's fields give. */
function refusing(
  store: Store,
  fields: Record<string, unknown>,
  isRefused: (batch: Parameters<Store['tasks']['commit']>[1]) => boolean,
): Store {
  return withTasks(store, {
    commit: async (jobId, batch) => {
      if (!isRefused(batch)) return store.tasks.commit(jobId, batch);
      throw new StoreError('The database refused commit.', { cause: Object.assign(new Error('words'), fields) });
    },
  });
}

/** A store whose expansion and task operations fail while `isAway` says so. */
function outOfOrder(store: Store, isAway: () => boolean): Store {
  const guard = <Area extends object>(area: Area): Area =>
    new Proxy(area, {
      get(target, name, receiver) {
        const operation: unknown = Reflect.get(target, name, receiver);
        if (typeof operation !== 'function') return operation;
        return async (...args: unknown[]) => {
          if (isAway()) throw new StoreUnavailableError('The database is away.');
          return operation.apply(target, args);
        };
      },
    });
  return { ...store, expansion: guard(store.expansion), tasks: guard(store.tasks) };
}
