import { types } from 'node:util';
import { isSqliteBusy } from './sqlite/waitForLock.ts';

/** What kind of failure the database or its driver reported. */
export type FailureKind = 'unavailable' | 'contention' | 'refused';

/** The server is gone, goes, refuses connections for now, or has become a read-only replica. */
const unavailableCodes: ReadonlySet<string> = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const unavailableNumbers: ReadonlySet<number> = new Set([
  1040, // too many connections
  1053, // server shutdown in progress
  1077, // normal shutdown
  1079, // shutdown complete
  1080, // forced close
  1129, // host is blocked
  1203, // too many connections of this user
  1226, // resource limit of the user
  1290, // --read-only
  1792, // read-only transaction
  1836, // read-only mode
  1927, // connection was killed (MariaDB)
  3169, // session was killed
  4031, // disconnected after being idle
]);
const contentionNumbers: ReadonlySet<number> = new Set([
  1205, // lock wait timeout
  1213, // deadlock
  3572, // NOWAIT
  1020, // record has changed since last read (MariaDB, innodb_snapshot_isolation)
]);

/** What drivers put into their errors, as far as it matters here. */
interface DriverError extends Error {
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly errcode?: unknown;
  readonly fatal?: unknown;
  readonly sqlMessage?: unknown;
  readonly errstr?: unknown;
}

/** True for errors that come from the database or its driver, not from a mistake in this program. */
function isDriverError(error: DriverError): boolean {
  return error.code !== undefined || error.errno !== undefined || error.fatal === true || isAcquireTimeout(error);
}

function isAcquireTimeout(error: Error): boolean {
  return error.name === 'KnexTimeoutError' || error.name === 'TimeoutError';
}

/** Sorts an error; undefined for one that no database reported. */
export function failureKindOf(error: unknown): FailureKind | undefined {
  if (!types.isNativeError(error) || !isDriverError(error)) return undefined;
  const { code, errno, fatal, sqlMessage } = error as DriverError;
  if (isSqliteBusy(error) || (typeof errno === 'number' && contentionNumbers.has(errno))) return 'contention';
  if (typeof code === 'string' && unavailableCodes.has(code)) return 'unavailable';
  if (typeof errno === 'number' && unavailableNumbers.has(errno)) return 'unavailable';
  // A fatal error without a word of the server's: the connection broke, whatever the driver calls it.
  if (isAcquireTimeout(error) || (fatal === true && sqlMessage === undefined)) return 'unavailable';
  return 'refused';
}

/**
 * The database's own words for an error. knex puts the statement before them, and mysql2 keeps it with all values:
 * both are large and hold what users sent.
 */
export function databaseMessageOf(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  const { sqlMessage, code } = error as DriverError;
  if (typeof sqlMessage === 'string') return sqlMessage;
  const words = error.message.slice(error.message.lastIndexOf(' - ') + 1).replace(/^- /, '');
  return words || (typeof code === 'string' ? code : error.name);
}

/** The error without the statement, fit to be a `cause` that is logged. */
export function withoutStatement(error: unknown): unknown {
  if (!types.isNativeError(error)) return error;
  const { code, errno, errcode } = error as DriverError;
  const bare = new Error(databaseMessageOf(error));
  bare.stack = `${error.name}: ${bare.message}\n${stackFrames(error)}`;
  return Object.assign(bare, { code, errno, errcode });
}

function stackFrames(error: Error): string {
  const stack = error.stack ?? '';
  const frames = stack.indexOf('\n    at ');
  return frames < 0 ? '' : stack.slice(frames + 1);
}
