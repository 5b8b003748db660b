import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify, types } from 'node:util';
import { awaitServer } from './awaitServer.ts';
import { findServerAccount, type ServerAccount } from './serverAccount.ts';
import { findProgram, type ServerProgram } from './serverProgram.ts';
import type { DatabaseServer } from './types.ts';

const run = promisify(execFile);
const folderPrefix = 'sqllint-test-database-';
const startTimeoutMs = 60_000;

/** As little memory and as few writes as a test needs; what it is told, it forgets with its folder. */
const smallAndFast = [
  '--skip-log-bin',
  '--skip-name-resolve',
  '--performance-schema=OFF',
  '--innodb-buffer-pool-size=64M',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-use-native-aio=OFF',
];

/**
 * Starts a server in a temporary folder, on a free port of 127.0.0.1, that dies with this process however this one
 * ends.
 */
export async function startOwnServer(program: ServerProgram, searchPath: string): Promise<DatabaseServer> {
  await removeLeftFolders();
  const account = await findServerAccount();
  const folder = await mkdtemp(join(tmpdir(), `${folderPrefix}${process.pid}-`));
  await mkdir(join(folder, 'tmp'));
  const password = randomBytes(16).toString('hex');
  await writeFile(join(folder, 'init.sql'), initialStatements(password));
  await chmod(folder, 0o755);
  if (account) {
    await chown(folder, account.uid, account.gid);
    await chown(join(folder, 'tmp'), account.uid, account.gid);
  }
  await initialise(program, folder, account, searchPath);
  const port = await freePort();
  const server = launch(program, folder, port, account);
  const stop = (): Promise<void> => stopServer(server, folder);
  const url = `mysql://sqllint:${password}@127.0.0.1:${port}/mysql`;
  try {
    await awaitServer(url, { timeoutMs: startTimeoutMs, gaveUp: () => server.exitCode !== null });
  } catch (cause) {
    const log = await readFile(join(folder, 'tmp', 'server.log'), 'utf8').catch(() => '');
    await stop();
    throw new Error(`${program.path} did not start:\n${log.split('\n').slice(-15).join('\n')}`, { cause });
  }
  return { url, description: `${program.flavour} ${program.version}, started by the tests`, stop };
}

function initialStatements(password: string): string {
  return `CREATE USER 'sqllint'@'%' IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO 'sqllint'@'%' WITH GRANT OPTION;\n`;
}

async function initialise(
  program: ServerProgram,
  folder: string,
  account: ServerAccount | undefined,
  searchPath: string,
): Promise<void> {
  const data = `--datadir=${join(folder, 'data')}`;
  const [command, ...args] =
    program.flavour === 'MySQL'
      ? [program.path, '--no-defaults', '--initialize-insecure', data, '--skip-log-bin']
      : [
          (await findProgram('mariadb-install-db', searchPath)) ?? 'mysql_install_db',
          '--no-defaults',
          data,
          `--tmpdir=${join(folder, 'tmp')}`,
          '--auth-root-authentication-method=normal',
          '--skip-test-db',
          '--skip-name-resolve',
        ];
  const [wrapper, ...wrapped] = asAccount(account, [command ?? '', ...args]);
  try {
    await run(wrapper ?? '', wrapped, { cwd: folder, timeout: startTimeoutMs });
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    const output = types.isNativeError(cause) && 'stdout' in cause ? String(cause.stdout) : '';
    throw new Error(`The data folder of ${program.path} could not be made.\n${output}`, { cause });
  }
}

function launch(
  program: ServerProgram,
  folder: string,
  port: number,
  account: ServerAccount | undefined,
): ChildProcess {
  const [wrapper, ...args] = asAccount(account, [
    program.path,
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    `--tmpdir=${join(folder, 'tmp')}`,
    `--socket=${join(folder, 'server.sock')}`,
    `--pid-file=${join(folder, 'server.pid')}`,
    `--log-error=${join(folder, 'tmp', 'server.log')}`,
    `--init-file=${join(folder, 'init.sql')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    ...(program.flavour === 'MySQL' ? ['--mysqlx=OFF'] : []),
    ...smallAndFast,
  ]);
  return spawn(wrapper ?? '', args, { cwd: folder, stdio: 'ignore' });
}

/** The kernel ends the server when the process that started it ends, even by SIGKILL (prctl PR_SET_PDEATHSIG). */
function asAccount(account: ServerAccount | undefined, command: readonly string[]): readonly string[] {
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));
  if (setpriv === undefined) return command;
  const identity = account ? [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'] : [];
  return [setpriv, '--pdeathsig', 'KILL', ...identity, ...command];
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Killed, not asked: nothing in its folder is worth writing to disk. */
async function stopServer(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
}

/** Folders of test processes that were killed before they could tidy up; their name holds the process id. */
async function removeLeftFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = new RegExp(`^${folderPrefix}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return types.isNativeError(error) && (error as { code?: unknown }).code === 'EPERM';
  }
}
