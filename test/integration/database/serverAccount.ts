import { readFile } from 'node:fs/promises';

/** The account under which a server runs: none of its own unless we are root, since servers refuse to run as root. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

export async function findServerAccount(): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  for (const name of ['mysql', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('A database server does not run as root, and this machine has neither a user mysql nor nobody.');
}
