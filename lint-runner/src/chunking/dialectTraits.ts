/**
 * What a scanner must know of a dialect to find where its statements end. Every trait is that of SQLFluff 4.5's lexer and
 * grammar (`sqlfluff/dialects/dialect_*.py`), also where the database itself reads a text otherwise: a chunk must be read
 * in the same way as the same lines within the whole file. So Oracle has no `q'[...]'` and SQLite no `[...]` here.
 */
export interface DialectTraits {
  /**
   * `#`: begins a line comment, is a character of words, may stand in front of one, stands for itself, or cannot be
   * lexed.
   */
  readonly hash: 'comment' | 'word' | 'prefix' | 'symbol' | 'unlexable';
  /** `//` begins a line comment. */
  readonly slashComments: boolean;
  /** `--` begins a comment only with a blank or the line's end behind it. */
  readonly dashesNeedBlank: boolean;
  readonly nestedComments: boolean;
  /** A block comment may end with the text. */
  readonly openComments: boolean;
  /** `/*+` opens a hint whose text is code. */
  readonly hints: boolean;
  /** Which quotes know the backslash as an escape. */
  readonly backslash: { readonly single: boolean; readonly double: boolean; readonly back: boolean };
  /** `E'...'`, which knows the backslash where `'...'` may not. */
  readonly escapeStrings: boolean;
  /** `'''...'''` and `"""..."""`. */
  readonly tripleQuotes: boolean;
  /** `[...]` quotes a name; Exasol's `[[...]]` and `[=[...]=]` hold Lua. */
  readonly brackets: 'symbol' | 'name' | 'lua';
  /** `$tag$...$tag$`. */
  readonly dollarQuotes: boolean;
  /**
   * `$` at a token's start: a character of words, the start of a literal (which may be `$` alone, or needs letters or a
   * digit), itself, or not lexable.
   */
  readonly dollar: 'word' | 'literal' | 'namedLiteral' | 'number' | 'symbol' | 'unlexable';
  /** What else may stand inside of a word. */
  readonly inWord: string;
  /**
   * `@`: stands for itself, begins a name, begins a stage's path up to the next blank, is a character of words, or cannot
   * be lexed.
   */
  readonly at: 'symbol' | 'name' | 'path' | 'word' | 'unlexable';
  /** `\`: begins a psql command up to the line's end, is the client's, or cannot be lexed. */
  readonly backslashCommand: 'psql' | 'client' | 'unlexable';
  /** Words may hold letters beyond ASCII. */
  readonly unicodeWords: boolean;
  /** A word may begin with a digit. */
  readonly digitWords: boolean;
  /** The mysql command-line client's commands; `bareDashes`: its `--x` at a statement's start is a comment. */
  readonly client: 'none' | 'mysql' | 'mariadb';
  /** The line that ends a batch: `GO` with or without a count, `/`, or `/` and nothing else, not even a blank. */
  readonly batch: 'none' | 'go' | 'slash' | 'bareSlash';
  /** SQL*Plus lines: `PROMPT`, `REMARK`, `ACCEPT`. */
  readonly sqlplus: boolean;
  /**
   * Where a routine ends: at a batch separator alone, or there and before a DDL statement behind an `END;`, or as soon
   * as its blocks are closed.
   */
  readonly routineEnd: 'batch' | 'batchOrDdl' | 'blocksClosed';
  /** `DECLARE ... BEGIN ... END` is one statement. */
  readonly declareBlocks: boolean;
  /** Statements need no terminator, so that blocks are to be watched in every statement. */
  readonly alwaysBlocks: boolean;
}

const ansi: DialectTraits = {
  hash: 'comment',
  slashComments: false,
  dashesNeedBlank: false,
  nestedComments: false,
  openComments: false,
  hints: false,
  backslash: { single: true, double: true, back: true },
  escapeStrings: false,
  tripleQuotes: false,
  brackets: 'symbol',
  dollarQuotes: true,
  dollar: 'unlexable',
  inWord: '',
  at: 'unlexable',
  backslashCommand: 'unlexable',
  unicodeWords: false,
  digitWords: true,
  client: 'none',
  batch: 'none',
  sqlplus: false,
  routineEnd: 'blocksClosed',
  declareBlocks: false,
  alwaysBlocks: false,
};

const postgres: DialectTraits = {
  ...ansi,
  hash: 'unlexable',
  nestedComments: true,
  backslash: { single: false, double: false, back: true },
  escapeStrings: true,
  dollar: 'number',
  inWord: '$',
  at: 'symbol',
  backslashCommand: 'psql',
  unicodeWords: true,
  digitWords: false,
};

const mysql: DialectTraits = {
  ...ansi,
  dashesNeedBlank: true,
  dollar: 'word',
  inWord: '$',
  at: 'symbol',
  backslashCommand: 'client',
  client: 'mysql',
};

const sparksql: DialectTraits = {
  ...ansi,
  hash: 'unlexable',
  hints: true,
  backslash: { single: true, double: true, back: false },
  at: 'symbol',
};

const byDialect: Readonly<Record<string, DialectTraits>> = {
  ansi,
  athena: ansi,
  bigquery: { ...ansi, tripleQuotes: true, at: 'name' },
  clickhouse: ansi,
  databricks: sparksql,
  db2: { ...ansi, hash: 'word', inWord: '#', backslash: { single: false, double: false, back: true } },
  doris: mysql,
  duckdb: postgres,
  exasol: {
    ...ansi,
    hash: 'symbol',
    backslash: { single: false, double: false, back: true },
    brackets: 'lua',
    dollar: 'literal',
    at: 'name',
    batch: 'bareSlash',
    routineEnd: 'batch',
  },
  flink: { ...ansi, hash: 'unlexable', backslash: { single: true, double: true, back: false } },
  greenplum: postgres,
  hive: ansi,
  impala: ansi,
  mariadb: { ...mysql, client: 'mariadb', dollarQuotes: false },
  materialize: postgres,
  mysql,
  oracle: {
    ...ansi,
    backslash: { single: false, double: false, back: true },
    inWord: '$#',
    at: 'symbol',
    unicodeWords: true,
    digitWords: false,
    batch: 'slash',
    sqlplus: true,
    routineEnd: 'batchOrDdl',
    declareBlocks: true,
  },
  postgres,
  redshift: { ...postgres, hash: 'prefix', unicodeWords: false, digitWords: true },
  snowflake: {
    ...ansi,
    slashComments: true,
    dollar: 'literal',
    inWord: '$',
    at: 'path',
    declareBlocks: true,
  },
  soql: ansi,
  sparksql,
  sqlite: {
    ...ansi,
    openComments: true,
    backslash: { single: false, double: false, back: false },
    dollar: 'namedLiteral',
    at: 'name',
  },
  starrocks: mysql,
  teradata: ansi,
  trino: { ...ansi, backslash: { single: true, double: false, back: true }, dollar: 'symbol' },
  tsql: {
    ...ansi,
    hash: 'word',
    nestedComments: true,
    backslash: { single: false, double: true, back: true },
    brackets: 'name',
    dollar: 'word',
    inWord: '#$@',
    at: 'word',
    unicodeWords: true,
    batch: 'go',
    routineEnd: 'batch',
    alwaysBlocks: true,
  },
  vertica: {
    ...ansi,
    backslash: { single: true, double: false, back: true },
    escapeStrings: true,
    inWord: '$',
    unicodeWords: true,
    digitWords: false,
  },
};

/** The traits of a dialect label; a label that is not in the catalogue is read as ANSI. */
export function traitsOf(dialect: string): DialectTraits {
  return byDialect[dialect] ?? ansi;
}

/** The labels that have an entry of their own. */
export const knownDialects: readonly string[] = Object.keys(byDialect);
