/** The parts of knex's dialects that the clients of this store build upon; knex publishes no types for them. */

declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import type { Knex } from 'knex';

  export default class BetterSqlite3Client extends Knex.Client {
    _driver(): unknown;
    acquireRawConnection(): Promise<unknown>;
    destroyRawConnection(connection: unknown): Promise<void>;
    validateConnection(connection: unknown): boolean;
    _query(connection: unknown, query: unknown): Promise<unknown>;
    transaction(...options: unknown[]): Knex.Transaction;
  }
}

declare module 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js' {
  export default class SqliteTransaction {
    constructor(...options: unknown[]);
    readonly readOnly: boolean | undefined;
    query(connection: unknown, sql: string): Promise<unknown>;
    begin(connection: unknown): Promise<unknown>;
  }
}

declare module 'knex/lib/dialects/mysql2/index.js' {
  import type { Knex } from 'knex';

  export default class Mysql2Client extends Knex.Client {
    _query(connection: unknown, query: unknown): Promise<unknown>;
  }
}
