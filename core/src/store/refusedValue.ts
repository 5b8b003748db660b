import { types } from 'node:util';
import { StoreError } from './errors.ts';

/** What MySQL and MariaDB say of values; https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html */
const mysqlNumbers: ReadonlySet<unknown> = new Set([
  1048, // a column cannot be null
  1118, // the row is too large
  1153, // the packet is larger than max_allowed_packet
  1264, // out of range
  1265, // would be cut
  1292, // of the wrong type
  1366, // not in the column's character set, or no number
  1406, // too long
  1690, // out of range in an expression
  3819, // violates a check
  4025, // violates a check (MariaDB)
]);
/** Primary codes of https://sqlite.org/rescode.html. */
const sqliteCodes: ReadonlySet<number> = new Set([
  18, // too large
  19, // violates a constraint
  20, // of the wrong type
]);

/**
 * True when the database refused what was to be written, as it would again and again, and not the writer: a full disk,
 * a missing right or a missing table are nobody's fault whose rows met them.
 */
export function isRefusedValue(error: unknown): boolean {
  if (!(error instanceof StoreError) || !types.isNativeError(error.cause)) return false;
  const { errno, errcode } = error.cause as Error & { readonly errno?: unknown; readonly errcode?: unknown };
  return mysqlNumbers.has(errno) || (typeof errcode === 'number' && sqliteCodes.has(errcode & 0xff));
}
