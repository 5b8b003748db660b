import { createPool, type Pool } from 'mysql2/promise';
import type { Kubectl } from '../e2e/kubectl.ts';
import { forwardPort, type PortForward } from '../e2e/portForward.ts';

/** The bundled MySQL server, from outside the cluster: no question starts a process inside it. */
export class Database {
  readonly #pool: Pool;
  readonly #forward: PortForward;

  private constructor(pool: Pool, forward: PortForward) {
    this.#pool = pool;
    this.#forward = forward;
  }

  static async open(kubectl: Kubectl): Promise<Database> {
    const password = ['get', 'secret', 'sqllint-database', '--output', 'jsonpath={.data.password}'];
    const base64 = await kubectl.run(password);
    const forward = await forwardPort(kubectl, 'service/sqllint-mysql', 3306);
    const pool = createPool({
      host: '127.0.0.1',
      port: Number(new URL(forward.url).port),
      user: 'sqllint',
      password: Buffer.from(base64, 'base64').toString('utf8'),
      database: 'sqllint',
      connectionLimit: 2,
      connectTimeout: 10_000,
    });
    return new Database(pool, forward);
  }

  async query<Row>(sql: string): Promise<readonly Row[]> {
    const [rows] = await this.#pool.query({ sql, timeout: 60_000 });
    return rows as unknown as readonly Row[];
  }

  async stop(): Promise<void> {
    await this.#pool.end().catch(() => undefined);
    await this.#forward.stop();
  }
}
