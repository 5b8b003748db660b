import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type EngineOutcome, type EnginePool, type EnginePoolOptions, EngineStartError } from './index.ts';
import { engineDir, longText, newTestPool, python, testProfile } from './testdata/testPool.ts';

const profile = testProfile({ dialect: 'ansi' });
const small = { profile, text: 'SELECT a  FROM t\n', fileName: 'small.sql' };
const slow = { profile, text: longText(200), fileName: 'slow.sql' };
/** Some rows too many for a small engine. */
const hungry = {
  profile,
  text: `INSERT INTO t VALUES ${"(1, 'x'),\n".repeat(20_000)}(2, 'y');\n`,
  fileName: 'hungry.sql',
};

const opened: EnginePool[] = [];

function openPool(options: Partial<EnginePoolOptions> = {}): EnginePool {
  const pool = newTestPool(options);
  opened.push(pool);
  pool.start();
  return pool;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((pool) => pool.stop()));
});

async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error('it did not happen within 20 s');
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function onlyPid(pool: EnginePool): Promise<number> {
  await pool.engineVersion();
  const [pid] = pool.pids();
  if (pid === undefined) {
    throw new Error('no engine runs');
  }
  return pid;
}

function codesOf(outcome: EngineOutcome): readonly string[] {
  return outcome.ok ? outcome.violations.map((violation) => violation.code) : [outcome.errorCode];
}

describe('a pool of engines', () => {
  test('answers each request with what its text yields', async () => {
    const pool = openPool({ size: 2 });
    const texts = Array.from({ length: 40 }, (_, index) => `SELECT ${'a,'.repeat(index)}b FROM t\n`);
    const outcomes = await Promise.all(texts.map((text) => pool.analyse({ ...small, text })));
    const spacing = outcomes.map((outcome) => codesOf(outcome).filter((code) => code === 'LT01').length);
    expect(spacing).toEqual(texts.map((_, index) => index));
    expect(pool.stats()).toMatchObject({ engines: 2, ready: 2, busy: 0, waiting: 0, analysed: 40 });
  });

  test('tells which engine it has', async () => {
    expect(await openPool().engineVersion()).toMatch(/^sqlfluff \d+\.\d+\.\d+ \+ rs \S+ \+ engine \d+$/);
  });

  test('gives its engines nothing of its environment, and a process group of their own', async () => {
    process.env.ENGINE_TEST_SECRET = 'secret';
    const pid = await onlyPid(openPool());
    delete process.env.ENGINE_TEST_SECRET;
    expect(await readFile(`/proc/${pid}/environ`, 'utf8')).toBe('');
    const { stdout } = await promisify(execFile)('ps', ['-o', 'pgid=', '-p', String(pid)]);
    expect(Number(stdout)).toBe(pid);
  });

  test('replaces an engine after so many files', async () => {
    const pool = openPool({ maxFilesPerEngine: 2 });
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => pool.analyse(small)));
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(pool.stats().restarts).toEqual({ timeout: 0, memory: 0, crash: 0, recycled: 2, abandoned: 0 });
  });

  test('reports a dialect that SQLFluff does not know, and goes on', async () => {
    const pool = openPool();
    const unknown = { ...small, profile: testProfile({ dialect: 'cobol' }) };
    expect(await pool.analyse(unknown)).toMatchObject({ ok: false, errorCode: 'ENGINE_CRASH' });
    expect(await pool.analyse(small)).toMatchObject({ ok: true });
    expect(pool.stats().restarts.crash).toBe(0);
  });
});

describe('a file that takes too long', () => {
  test('is recorded after a second try, and the files behind it do not notice', async () => {
    const pool = openPool();
    const outcomes = await Promise.all([
      pool.analyse({ ...slow, text: longText(300), timeoutMs: 50 }),
      pool.analyse(small),
      pool.analyse(small),
    ]);
    expect(outcomes.map(codesOf)).toEqual([['TIMEOUT'], ['LT01'], ['LT01']]);
    expect(pool.stats().restarts).toEqual({ timeout: 2, memory: 0, crash: 0, recycled: 0, abandoned: 0 });
  });

  test('because its engine was stopped is done by the next engine', async () => {
    const pool = openPool({ fileTimeoutMs: 3_000 });
    const stopped = await onlyPid(pool);
    process.kill(stopped, 'SIGSTOP');
    expect(codesOf(await pool.analyse(small))).toEqual(['LT01']);
    expect(pool.stats().restarts.timeout).toBe(1);
    await eventually(() => !isAlive(stopped));
  });
});

describe('an engine that dies', () => {
  test('is replaced, and its file is tried again', async () => {
    const pool = openPool();
    const pid = await onlyPid(pool);
    const outcome = pool.analyse(slow);
    process.kill(pid, 'SIGKILL');
    expect(await outcome).toMatchObject({ ok: true });
    expect(pool.stats().restarts.crash).toBe(1);
  });

  test('twice on the same file makes that file a failure and no other', async () => {
    const pool = openPool({ size: 2 });
    await eventually(() => pool.stats().ready === 2);
    const bystanders = Promise.all(Array.from({ length: 10 }, () => pool.analyse(small)));
    await bystanders;
    const outcome = pool.analyse(slow);
    const [first] = pool.pids();
    process.kill(first ?? 0, 'SIGKILL');
    await eventually(() => pool.pids()[0] !== first && pool.stats().ready === 2 && pool.stats().busy === 1);
    process.kill(pool.pids()[0] ?? 0, 'SIGKILL');
    expect(await outcome).toMatchObject({ ok: false, errorCode: 'ENGINE_CRASH' });
    expect(await pool.analyse(small)).toMatchObject({ ok: true });
    expect(pool.stats().restarts.crash).toBe(2);
  });

  test('between two files costs neither', async () => {
    const pool = openPool();
    const pid = await onlyPid(pool);
    await pool.analyse(small);
    process.kill(pid, 'SIGKILL');
    await eventually(() => pool.stats().restarts.crash === 1);
    expect(await pool.analyse(small)).toMatchObject({ ok: true });
  });
});

describe('a file that needs too much memory', () => {
  test('is recorded as that, and the next file is analysed', async () => {
    const pool = openPool({ memoryLimitMiB: 170 });
    const outcomes = await Promise.all([pool.analyse(hungry), pool.analyse(small)]);
    expect(outcomes.map(codesOf)).toEqual([['OUT_OF_MEMORY'], ['LT01']]);
    expect(pool.stats().restarts).toEqual({ timeout: 0, memory: 2, crash: 0, recycled: 0, abandoned: 0 });
  });
});

describe('an engine that answers', () => {
  /** Speaks the protocol, and answers every request with one JSON text. */
  async function openPoolAnswering(answer: string): Promise<EnginePool> {
    const folder = await mkdtemp(join(tmpdir(), 'engine-test-'));
    const ready = { type: 'ready', sqlfluff_version: '0', engine_version: 'fake', pid: 1 };
    const script = ['import sys', `print(${JSON.stringify(JSON.stringify(ready))}, flush=True)`, 'for _ in sys.stdin:'];
    await writeFile(join(folder, 'main.py'), `${script.join('\n')}\n  print(${JSON.stringify(answer)}, flush=True)\n`);
    const pool = openPool({ engineDir: folder });
    await pool.engineVersion();
    await rm(folder, { recursive: true });
    return pool;
  }

  test('that its memory is gone is believed, and replaced', async () => {
    const error = { code: 'OUT_OF_MEMORY', message: 'gone' };
    const pool = await openPoolAnswering(JSON.stringify({ id: 1, ok: false, error }));
    const outcome = pool.analyse(small);
    await eventually(() => pool.stats().restarts.memory === 1);
    // The folder of the fake is gone, so that no other engine can start.
    await expect(outcome).rejects.toThrow(EngineStartError);
  });

  test('what it was not asked is replaced', async () => {
    const pool = await openPoolAnswering('{"id": 4711, "ok": true, "violations": [], "analysis_ms": 1, "parse_ms": 1}');
    const outcome = pool.analyse(small);
    await eventually(() => pool.stats().restarts.crash === 1);
    await expect(outcome).rejects.toThrow(EngineStartError);
  });

  test('nonsense is replaced', async () => {
    const pool = await openPoolAnswering('{"id": 1, "ok": true}');
    const outcome = pool.analyse(small);
    await eventually(() => pool.stats().restarts.crash === 1);
    await expect(outcome).rejects.toThrow(EngineStartError);
  });
});

describe('engines that cannot start', () => {
  async function expectStartError(options: Partial<EnginePoolOptions>, message: RegExp): Promise<void> {
    const pool = openPool(options);
    const error = await pool.analyse(small).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EngineStartError);
    expect(String(error)).toMatch(message);
    await expect(pool.engineVersion()).rejects.toThrow(EngineStartError);
    await expect(pool.analyse(small)).rejects.toThrow(EngineStartError);
  }

  test('because there is no such interpreter', async () => {
    await expectStartError({ python: '/nowhere/python' }, /the engine did not start: .*ENOENT/);
  });

  test('because Python finds no engine', async () => {
    await expectStartError({ engineDir: '/nowhere' }, /the engine did not start: exit status 2; it wrote: .*nowhere/);
  });

  test('because they are not ready in time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'engine-test-'));
    await writeFile(join(folder, 'main.py'), 'import time\ntime.sleep(60)\n');
    await expectStartError({ engineDir: folder, startDeadlineMs: 100 }, /it was not ready within 100 ms/);
    await rm(folder, { recursive: true });
  });

  test('because they do not speak the protocol', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'engine-test-'));
    await writeFile(join(folder, 'main.py'), 'print("hello", flush=True)\nimport time\ntime.sleep(60)\n');
    await expectStartError({ engineDir: folder }, /it broke the protocol/);
    await rm(folder, { recursive: true });
  });
});

describe('a request that is given up', () => {
  test('before it is sent rejects at once', async () => {
    const pool = openPool();
    await expect(pool.analyse(small, AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
  });

  test('while it waits leaves the others alone', async () => {
    const pool = openPool();
    const controller = new AbortController();
    const first = pool.analyse(slow);
    const second = pool.analyse(small, controller.signal);
    const third = pool.analyse(small);
    controller.abort(new Error('cancelled'));
    await expect(second).rejects.toThrow('cancelled');
    expect(await first).toMatchObject({ ok: true });
    expect(await third).toMatchObject({ ok: true });
  });

  test('while it is analysed rejects at once, and the engine goes on with the next', async () => {
    const pool = openPool();
    await pool.engineVersion();
    const controller = new AbortController();
    const first = pool.analyse({ ...small, text: longText(100) }, controller.signal);
    controller.abort(new Error('cancelled'));
    await expect(first).rejects.toThrow('cancelled');
    expect(codesOf(await pool.analyse(small))).toEqual(['LT01']);
  });
});

describe('a request that is given up while its engine hangs', () => {
  /** Answers every text at once but `hang`, and after it nothing. */
  const hangingEngine = `import json, sys, time
print(json.dumps({"type": "ready", "sqlfluff_version": "0", "engine_version": "fake", "pid": 1}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    if request["text"] == "hang":
        time.sleep(3600)
    print(json.dumps({"id": request["id"], "ok": True, "violations": [], "analysis_ms": 1, "parse_ms": 1}), flush=True)
`;
  const onlyAbandoned = { timeout: 0, memory: 0, crash: 0, recycled: 0, abandoned: 1 };
  const hang = { ...small, text: 'hang' };
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'engine-test-'));
    await writeFile(join(folder, 'main.py'), hangingEngine);
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function openHangingPool(): Promise<EnginePool> {
    const pool = openPool({ engineDir: folder });
    await pool.engineVersion();
    return pool;
  }

  test('makes room for the files behind it, in the engine and in the queue', async () => {
    const pool = await openHangingPool();
    const hung = await onlyPid(pool);
    const controller = new AbortController();
    const first = pool.analyse(hang, controller.signal);
    const behind = [pool.analyse(small), pool.analyse(small)];
    controller.abort(new Error('cancelled'));
    await expect(first).rejects.toThrow('cancelled');
    expect((await Promise.all(behind)).map((outcome) => outcome.ok)).toEqual([true, true]);
    expect(pool.stats()).toMatchObject({ busy: 0, restarts: onlyAbandoned });
    await eventually(() => !isAlive(hung));
  });

  test('makes room, too, when it was given up before the engine came to it', async () => {
    const pool = await openHangingPool();
    const pid = await onlyPid(pool);
    process.kill(pid, 'SIGSTOP');
    const controller = new AbortController();
    const first = pool.analyse(small);
    const second = pool.analyse(hang, controller.signal);
    controller.abort(new Error('cancelled'));
    process.kill(pid, 'SIGCONT');
    await expect(second).rejects.toThrow('cancelled');
    expect(await first).toMatchObject({ ok: true });
    expect(await pool.analyse(small)).toMatchObject({ ok: true });
    expect(pool.stats().restarts).toEqual(onlyAbandoned);
  });

  test('is the only one whose engine is ended: one that is done in time stays', async () => {
    const pool = await openHangingPool();
    const pid = await onlyPid(pool);
    process.kill(pid, 'SIGSTOP');
    const controller = new AbortController();
    const first = pool.analyse(small, controller.signal);
    controller.abort(new Error('cancelled'));
    process.kill(pid, 'SIGCONT');
    await expect(first).rejects.toThrow('cancelled');
    expect(await pool.analyse(small)).toMatchObject({ ok: true });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(pool.pids()).toEqual([pid]);
  });
});

describe('no engine is left', () => {
  test('after the pool is stopped, which rejects what is unfinished', async () => {
    const pool = openPool({ size: 2 });
    await eventually(() => pool.stats().ready === 2);
    const pids = pool.pids();
    const unfinished = Array.from({ length: 4 }, () => pool.analyse(slow).catch((reason: unknown) => String(reason)));
    await pool.stop();
    expect(new Set(await Promise.all(unfinished))).toEqual(new Set(['Error: the engine pool has been stopped']));
    expect(pids.filter(isAlive)).toEqual([]);
    await expect(pool.analyse(small)).rejects.toThrow('stopped');
  });

  test('when the runner is killed while one of them analyses', async () => {
    const script = fileURLToPath(new URL('./testdata/holdEngines.ts', import.meta.url));
    const runner = spawn(process.execPath, [script, python, engineDir, '20000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pids = await new Promise<number[]>((resolve) => {
      runner.stdout.once('data', (chunk: Buffer) => resolve(JSON.parse(chunk.toString())));
    });
    expect(pids.map(isAlive)).toEqual([true, true]);
    runner.kill('SIGKILL');
    await eventually(() => !pids.some(isAlive));
  });
});
