import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const fileAttempts = ['append', 'truncate', 'remove', 'rename', 'link', 'symlink', 'chmod', 'chown', 'utime'];

/** What a hostile text may want to reach: files, servers and another process of the same user. */
export interface Targets {
  readonly folder: string;
  readonly tcpPort: number;
  readonly unixPath: string;
  readonly abstractName: string;
  /** A process that ends only when it is told to. */
  readonly bystander: ChildProcess;
  close(): Promise<void>;
}

export async function openTargets(): Promise<Targets> {
  const folder = await mkdtemp(join(tmpdir(), 'engine-targets-'));
  await Promise.all(fileAttempts.map((name) => writeFile(join(folder, name), 'content')));
  const unixPath = join(folder, 'socket');
  const abstractName = `\0${folder}`;
  const servers = await Promise.all([listen({ host: '127.0.0.1', port: 0 }), listen(unixPath), listen(abstractName)]);
  const address = servers[0].address();
  const bystander = spawn('sleep', ['600'], { stdio: 'ignore' });
  await once(bystander, 'spawn');
  return {
    folder,
    tcpPort: typeof address === 'object' && address !== null ? address.port : 0,
    unixPath,
    abstractName,
    bystander,
    close: async () => {
      bystander.kill('SIGKILL');
      await Promise.all(servers.map(close));
      await rm(folder, { recursive: true });
    },
  };
}

async function listen(where: string | { host: string; port: number }): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined).destroy());
  server.listen(where);
  await once(server, 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
