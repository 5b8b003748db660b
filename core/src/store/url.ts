import { StoreUrlError } from './errors.ts';

export interface SqliteTarget {
  readonly kind: 'sqlite';
  /** Absolute path of the database file. */
  readonly path: string;
}

export interface MysqlTarget {
  readonly kind: 'mysql';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** True: only over TLS, with a certificate that the system's authorities vouch for. */
  readonly tls: boolean;
}

export type StoreTarget = SqliteTarget | MysqlTarget;

const remedy = 'Use sqlite:///absolute/path.db or mysql://user:password@host:port/database';

/**
 * Reads a database URL: `sqlite:///absolute/path.db`, or `mysql://user:password@host:port/database[?tls=true]`
 * (`mariadb://` means the same).
 * @throws StoreUrlError with a sentence that says what is wrong, and never the URL itself
 */
export function parseStoreUrl(text: string): StoreTarget {
  const url = readUrl(text);
  if (url.protocol === 'sqlite:') return sqliteTarget(url);
  if (url.protocol === 'mysql:' || url.protocol === 'mariadb:') return mysqlTarget(url);
  throw new StoreUrlError(`The database URL begins with an unknown word. ${remedy}.`);
}

function readUrl(text: string): URL {
  const url = URL.parse(text);
  if (url) return url;
  throw new StoreUrlError(
    `The database URL cannot be read. ${remedy}; special characters in user or password are percent-encoded.`,
  );
}

function sqliteTarget(url: URL): SqliteTarget {
  const path = decode(url.pathname, 'path');
  if (url.host !== '' || !path.startsWith('/') || path.endsWith('/')) {
    throw new StoreUrlError('The SQLite URL needs the absolute path of a file, with three slashes: sqlite:///path.db.');
  }
  if (url.search !== '' || url.hash !== '') {
    throw new StoreUrlError('The SQLite URL takes no options; "?" and "#" in a path are percent-encoded.');
  }
  return { kind: 'sqlite', path };
}

function mysqlTarget(url: URL): MysqlTarget {
  const database = decode(url.pathname.slice(1), 'database');
  if (url.hostname === '') throw new StoreUrlError(`The MySQL URL names no host. ${remedy}.`);
  if (url.username === '') throw new StoreUrlError(`The MySQL URL names no user. ${remedy}.`);
  if (database === '' || database.includes('/')) throw new StoreUrlError(`The MySQL URL names no database. ${remedy}.`);
  return {
    kind: 'mysql',
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 3306 : Number(url.port),
    user: decode(url.username, 'user'),
    password: decode(url.password, 'password'),
    database,
    tls: tlsOf(url.searchParams),
  };
}

function tlsOf(options: URLSearchParams): boolean {
  for (const [name, value] of options) {
    if (name !== 'tls' || (value !== 'true' && value !== 'false')) {
      throw new StoreUrlError('The only option of a MySQL URL is tls=true or tls=false.');
    }
  }
  return options.get('tls') === 'true';
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new StoreUrlError(`The ${part} in the database URL is not percent-encoded well.`, { cause });
  }
}
