import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { pino } from 'pino';
import type { EnginePool } from './index.ts';
import { encodeLine } from './lines.ts';
import { makeEngineDir, type ProbeKind, ProbePool } from './testdata/probe/probePool.ts';
import { openTargets, type Targets } from './testdata/probe/targets.ts';
import { engineDir, longText, newTestPool, python, testProfile } from './testdata/testPool.ts';

const abiScript = `import sys; sys.path.insert(0, ${JSON.stringify(engineDir)})
from sqllint_engine import landlock; print(landlock.abi_version())`;
const landlockAbi = Number(execFileSync(python, ['-I', '-B', '-c', abiScript]));

/** The first version that restricts everything which the tables below ascribe to Landlock. */
const describeOnLandlock = landlockAbi >= 6 ? describe : describe.skip;

const openTeardowns: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(openTeardowns.splice(0).map((close) => close()));
});

const exited = 'The engine died on this file: exit status 0.';
const aborted = 'The engine died on this file: killed by SIGABRT.';
const killedForAbi = 'The engine died on this file: killed by SIGSYS.';

type Attempt = [
  name: string,
  attempt: string,
  on: (targets: Targets) => unknown,
  /** By the kind of probe: the whole sandbox, Landlock alone, seccomp alone, and none. */
  outcomes: readonly [whole: string, landlock: string, seccomp: string, free: string],
];

const nothing = () => null;
const bystander = (targets: Targets) => targets.bystander.pid;

const attempts: Attempt[] = [
  ['read a file of the system', 'read', () => '/etc/passwd', ['EACCES', 'EACCES', 'done', 'done']],
  ["read the runner's environment", 'read', () => `/proc/${process.pid}/environ`, ['EACCES', 'EACCES', 'done', 'done']],
  ['read its own memory map', 'read', () => '/proc/self/maps', ['EACCES', 'EACCES', 'done', 'done']],
  ['read a device', 'read', () => '/dev/zero', ['EACCES', 'EACCES', 'done', 'done']],
  ['list the root', 'list', () => '/', ['EACCES', 'EACCES', 'done', 'done']],
  ['list the processes', 'list', () => '/proc', ['EACCES', 'EACCES', 'done', 'done']],
  ['create a file', 'create', ({ folder }) => `${folder}/new`, ['EPERM', 'EACCES', 'EPERM', 'done']],
  ['append to a file', 'append', ({ folder }) => `${folder}/append`, ['EPERM', 'EACCES', 'EPERM', 'done']],
  ['write to a device', 'append', () => '/dev/null', ['EPERM', 'EACCES', 'EPERM', 'done']],
  ['truncate a file', 'truncate', ({ folder }) => `${folder}/truncate`, ['EPERM', 'EACCES', 'EPERM', 'done']],
  ['remove a file', 'remove', ({ folder }) => `${folder}/remove`, ['EPERM', 'EACCES', 'EPERM', 'done']],
  ['rename a file', 'rename', ({ folder }) => `${folder}/rename`, ['EPERM', 'EACCES', 'EPERM', 'done']],
  ['link a file', 'link', ({ folder }) => `${folder}/link`, ['EPERM', 'EACCES', 'EPERM', 'done']],
  ['make a symbolic link', 'symlink', ({ folder }) => `${folder}/symlink`, ['EPERM', 'EACCES', 'EPERM', 'done']],
  ['make a folder', 'mkdir', ({ folder }) => `${folder}/folder`, ['EPERM', 'EACCES', 'EPERM', 'done']],
  ['make a named pipe', 'mkfifo', ({ folder }) => `${folder}/pipe`, ['EPERM', 'EACCES', 'EPERM', 'done']],
  ['change the mode of a file', 'chmod', ({ folder }) => `${folder}/chmod`, ['EPERM', 'done', 'EPERM', 'done']],
  ['change the owner of a file', 'chown', ({ folder }) => `${folder}/chown`, ['EPERM', 'done', 'EPERM', 'done']],
  ['change the times of a file', 'utime', ({ folder }) => `${folder}/utime`, ['EPERM', 'done', 'EPERM', 'done']],
  ['change its folder', 'chdir', () => '/tmp', ['EPERM', 'done', 'EPERM', 'done']],
  ['write to an inherited file', 'writeInherited', nothing, ['EBADF', 'EBADF', 'EBADF', 'EBADF']],
  ['connect by TCP', 'connectTcp', (at) => ['127.0.0.1', at.tcpPort], ['EPERM', 'EACCES', 'EPERM', 'done']],
  ['offer a TCP port', 'bindTcp', () => ['127.0.0.1', 0], ['EPERM', 'EACCES', 'EPERM', 'done']],
  ['send by UDP', 'sendUdp', () => ['127.0.0.1', 9], ['EPERM', 'done', 'EPERM', 'done']],
  ['connect to a UNIX socket', 'connectUnix', ({ unixPath }) => unixPath, ['EPERM', 'done', 'EPERM', 'done']],
  ['connect to an abstract one', 'connectUnix', (at) => at.abstractName, ['EPERM', 'EPERM', 'EPERM', 'done']],
  ['make a pair of sockets', 'socketpair', nothing, ['EPERM', 'done', 'EPERM', 'done']],
  ['become another program', 'execute', () => '/bin/true', ['EPERM', 'EACCES', 'EPERM', exited]],
  ['start a program', 'spawn', () => '/bin/true', ['EPERM', 'EACCES', 'EPERM', 'done']],
  ['fork', 'fork', nothing, ['EPERM', 'done', 'EPERM', 'done']],
  ['find out whether the runner lives', 'see', () => process.pid, ['EPERM', 'EPERM', 'EPERM', 'done']],
  ['limit another process', 'limit', bystander, ['EPERM', 'done', 'EPERM', 'done']],
  ['slow another process down', 'slowDown', bystander, ['EPERM', 'done', 'EPERM', 'done']],
  ['pin another process to a CPU', 'pin', bystander, ['EPERM', 'done', 'EPERM', 'done']],
  ['hold another process', 'hold', bystander, ['EPERM', 'done', 'EPERM', 'done']],
  ['trace another process', 'trace', bystander, ['EPERM', 'EPERM', 'EPERM', 'done']],
  ['end another process', 'signal', bystander, ['EPERM', 'EPERM', 'EPERM', 'done']],
  ['outlive its runner', 'outliveRunner', nothing, ['EPERM', 'done', 'EPERM', 'done']],
  ['set its user', 'becomeOther', () => process.getuid?.(), ['EPERM', 'done', 'EPERM', 'done']],
  ['make a file in memory', 'memfd', nothing, ['EPERM', 'done', 'EPERM', 'done']],
  ['run a thread', 'thread', nothing, ['done', 'done', 'done', 'done']],
  ['import a dialect late', 'import', () => 'sqlfluff.dialects.dialect_teradata', ['done', 'done', 'done', 'done']],
  ['import a part of Python late', 'import', () => 'colorsys', ['done', 'done', 'done', 'done']],
  ['end itself by a signal', 'abort', nothing, [aborted, aborted, aborted, aborted]],
];

const kinds: readonly ProbeKind[] = ['whole', 'without seccomp', 'without landlock', 'free'];

describe.each(kinds.map((kind, column) => [kind, column] as const))('with a sandbox that is: %s', (kind, column) => {
  const needsLandlock = kind === 'whole' || kind === 'without seccomp';
  const table = needsLandlock && landlockAbi < 6 ? test.skip : test;
  let targets: Targets;
  let probes: ProbePool;

  beforeAll(async () => {
    targets = await openTargets();
    probes = await ProbePool.open(kind);
  }, 60_000);

  afterAll(async () => {
    await probes.stop();
    await targets.close();
  });

  table.each(attempts)('an engine that tries to %s', async (_name, attempt, on, outcomes) => {
    expect(await probes.try(attempt, on(targets))).toBe(outcomes[column]);
  });

  const onX64 = process.arch === 'x64' && (kind === 'whole' || kind === 'without landlock') ? test : test.skip;
  onX64('an engine that calls the kernel by the numbers of another ABI is killed', async () => {
    expect(await probes.try('otherAbi')).toBe(killedForAbi);
  });
});

describe('what the runner says of the sandbox', () => {
  async function warningsOf(kind: ProbeKind): Promise<readonly string[]> {
    const warnings: string[] = [];
    const logger = pino(
      { level: 'warn' },
      { write: (line: string) => warnings.push(String(Object(JSON.parse(line)).msg)) },
    );
    const probes = await ProbePool.open(kind, { size: 2, maxFilesPerEngine: 1, logger });
    openTeardowns.push(() => probes.stop());
    // Each attempt has an engine of its own, which says again what holds.
    for (let count = 0; count < 3; count += 1) {
      expect(await probes.try('thread')).toBe('done');
    }
    return warnings;
  }

  test('without Landlock is said once, with the remedy', async () => {
    const warnings = await warningsOf('without landlock');
    expect(warnings).toEqual([expect.stringMatching(/^the sandbox .* Landlock .* Linux 5\.13 .*lsm=/)]);
    expect(warnings[0]).not.toMatch(/CONFIG_SECCOMP/);
  });

  test('without any sandbox is said in one warning', async () => {
    expect(await warningsOf('free')).toEqual([expect.stringMatching(/lsm=.* seccomp .*CONFIG_SECCOMP_FILTER/)]);
  });

  (landlockAbi > 0 ? test : test.skip)('is nothing when all of it holds', async () => {
    expect(await warningsOf('whole')).toEqual([]);
  });
});

describeOnLandlock('an engine does not start', () => {
  test.each<[string, ProbeKind, RegExp]>([
    [
      'when the kernel has Landlock and refuses it',
      'refused landlock',
      /could not be set up: .*landlock_restrict_self: /,
    ],
    ['when a thread could escape the sandbox', 'early thread', /could not be set up: 2 threads run already/],
  ])('%s', async (_name, kind, message) => {
    await expect(ProbePool.open(kind)).rejects.toThrow(message);
  });
});

describeOnLandlock('the sandbox leaves the violations as they are', () => {
  const pools: EnginePool[] = [];
  let freeDir = '';

  beforeAll(async () => {
    freeDir = await makeEngineDir(
      'from sqllint_engine import server\n' +
        'server.confine = lambda: {"landlock_abi": 0, "seccomp": False}\nserver.main(sys.argv[1:])\n',
    );
    pools.push(newTestPool(), newTestPool({ engineDir: freeDir }));
  });

  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.stop()));
    await rm(freeDir, { recursive: true });
  });

  test.each(['tsql', 'oracle', 'bigquery', 'snowflake', 'teradata', 'databricks'])('in %s', async (dialect) => {
    const text = 'SELECT a  FROM t where b=1;\nselect FROM FROM;\n';
    const request = { profile: testProfile({ dialect }), text, fileName: 'a.sql' };
    const outcomes = await Promise.all(pools.map((pool) => pool.analyse(request)));
    const [confined, free] = outcomes.map((outcome) => (outcome.ok ? outcome.violations : outcome));
    expect(confined).toEqual(free);
    expect(confined).toContainEqual(expect.objectContaining({ code: 'LT01' }));
  });
});

describe('the CPU time of a file', () => {
  async function runAlone(texts: readonly string[]) {
    const requests = texts.map((text, id) =>
      encodeLine({ id, profile: testProfile({ dialect: 'ansi' }), text, file_name: 'a.sql' }),
    );
    const engine = execa(python, ['-I', '-B', '-X', 'utf8', `${engineDir}/main.py`, '--cpu-seconds', '2'], {
      env: {},
      extendEnv: false,
      reject: false,
    });
    const answers: string[] = [];
    engine.stdout.setEncoding('utf8');
    // Its input stays open: a runner that hangs neither closes it nor kills the engine.
    engine.stdin.write(requests.join(''));
    for await (const line of engine.iterable()) {
      answers.push(line);
      if (answers.length === texts.length + 1) {
        engine.stdin.end();
      }
    }
    return { answered: answers.length - 1, signal: (await engine).signal };
  }

  test('ends an engine whose runner does not', async () => {
    expect(await runAlone([longText(20_000)])).toEqual({ answered: 0, signal: 'SIGXCPU' });
  });

  test('counts anew for each file', async () => {
    const texts = Array.from({ length: 16 }, () => longText(40));
    expect(await runAlone(texts)).toEqual({ answered: 16, signal: undefined });
  });
});
