import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { hasContainerEngine, startContainerServer } from './containerServer.ts';
import { startOwnServer } from './ownServer.ts';
import { findServerProgram } from './serverProgram.ts';
import type { DatabaseServer, TestDatabase } from './types.ts';

const remedy =
  'Install one (as root on Debian: test/tools/ensure-mariadb, or apt-get install -y --no-install-recommends ' +
  'mariadb-server-core mariadb-client-core), start a Docker engine, or set TEST_DATABASE_URL=mysql://user:password@host:port/database.';

/**
 * An empty MySQL or MariaDB database over TCP for one test file: on the server of TEST_DATABASE_URL (whose user must be
 * allowed to create databases), else in a container where a Docker engine answers (SQLLINT_TEST_MYSQL_IMAGE, by default
 * mysql:8.4), else on a server of this machine that is started for it.
 * @throws Error that names the remedy when there is no server to be had
 */
export async function provideDatabase(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<TestDatabase> {
  const server = await provideServer(environment);
  try {
    return await createDatabase(server, server.stop);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function createDatabase(server: DatabaseServer, stopServer: () => Promise<void>): Promise<TestDatabase> {
  const name = `sqllint_test_${randomBytes(6).toString('hex')}`;
  await execute(server.url, `CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    description: server.description,
    another: () => createDatabase(server, async () => undefined),
    stop: async () => {
      await execute(server.url, `DROP DATABASE ${name}`);
      await stopServer();
    },
  };
}

async function provideServer(environment: Readonly<Record<string, string | undefined>>): Promise<DatabaseServer> {
  const given = environment.TEST_DATABASE_URL;
  if (given) return { url: given, description: 'the server of TEST_DATABASE_URL', stop: async () => undefined };
  if (await hasContainerEngine()) {
    return startContainerServer(environment.SQLLINT_TEST_MYSQL_IMAGE ?? 'mysql:8.4');
  }
  const searchPath = environment.PATH ?? '';
  const program = await findServerProgram(searchPath);
  if (!program) throw new Error(`There is no MySQL or MariaDB server for the integration tests. ${remedy}`);
  return startOwnServer(program, searchPath);
}

async function execute(url: string, statement: string): Promise<void> {
  const connection = await createConnection({ uri: url });
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}
