import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A MySQL or MariaDB server that is installed on this machine. */
export interface ServerProgram {
  readonly flavour: 'MySQL' | 'MariaDB';
  readonly path: string;
  /** What it says of itself, for instance `10.11.19-MariaDB`. */
  readonly version: string;
}

/** System daemons are often left out of the PATH of users. */
const systemFolders = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec'];

/** Finds a program on the PATH and in the folders of system daemons. */
export async function findProgram(name: string, searchPath: string): Promise<string | undefined> {
  for (const folder of [...searchPath.split(delimiter), ...systemFolders]) {
    const path = join(folder, name);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/** The server that tests may start by themselves; undefined when none is installed. */
export async function findServerProgram(searchPath: string): Promise<ServerProgram | undefined> {
  const path = (await findProgram('mysqld', searchPath)) ?? (await findProgram('mariadbd', searchPath));
  if (path === undefined) return undefined;
  const { stdout } = await run(path, ['--no-defaults', '--version']);
  const version = /Ver (\S+)/.exec(stdout)?.[1] ?? 'unknown';
  return { flavour: /mariadb/i.test(stdout) ? 'MariaDB' : 'MySQL', path, version };
}
