import { types } from 'node:util';
import Mysql2Client from 'knex/lib/dialects/mysql2/index.js';

/** The longest that the server may take for one statement, in milliseconds; it waits 10 s for a lock at most. */
const statementTimeoutMs = 30_000;

/** Changing the schema of a large table takes as long as it takes. */
const timedStatement = /^\s*(?:select|insert|update|delete|begin|commit|rollback|savepoint|release|set)\b/i;

interface RawConnection {
  __knex__disposed?: unknown;
  destroy(): void;
}

interface KnexQuery {
  readonly sql: string;
  options?: Readonly<Record<string, unknown>>;
}

/**
 * knex on mysql2, with an end to waiting: when a server vanishes without closing its connections, no packet ever says
 * so, and a statement would hang until the kernel gives up, a quarter of an hour later.
 */
export class TimedMysqlClient extends Mysql2Client {
  override async _query(connection: RawConnection, query: KnexQuery): Promise<unknown> {
    // A transaction rolls back on the connection that failed it; the reason of the failure says more than "closed".
    if (connection.__knex__disposed) throw connection.__knex__disposed;
    if (timedStatement.test(query.sql)) query.options = { timeout: statementTimeoutOf(this), ...query.options };
    try {
      return await super._query(connection, query);
    } catch (error) {
      if (isTimeout(error)) discard(connection, error);
      throw error;
    }
  }
}

function statementTimeoutOf(client: TimedMysqlClient): number {
  const { statementTimeoutMs: configured } = client.config as { statementTimeoutMs?: number };
  return configured ?? statementTimeoutMs;
}

function isTimeout(error: unknown): boolean {
  return types.isNativeError(error) && (error as { code?: unknown }).code === 'PROTOCOL_SEQUENCE_TIMEOUT';
}

/** The answer may still come, and would be taken for that of the next statement. */
function discard(connection: RawConnection, reason: unknown): void {
  connection.__knex__disposed = reason;
  connection.destroy();
}
