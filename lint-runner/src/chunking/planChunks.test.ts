import { describe, expect, test } from '@jest/globals';
import { dialects } from '@sqllint/core/sqlfluff/catalogue';
import { knownDialects } from './dialectTraits.ts';
import { planChunks } from './planChunks.ts';

/** Cuts wherever a cut is allowed; `¦` marks those places in the text of a case. */
function expectCuts(dialect: string, marked: string): void {
  const text = marked.replaceAll('¦', '');
  const owned = planChunks(text, dialect, { targetChars: 1 }).map(({ start, end }) => text.slice(start, end));
  expect(owned).toEqual(marked.split('¦'));
}

test('every dialect of the catalogue has its traits', () => {
  expect([...knownDialects].sort()).toEqual(dialects.map(({ label }) => label).sort());
});

describe('a text is cut', () => {
  const cases: readonly (readonly [name: string, dialect: string, text: string])[] = [
    ['behind the line of a terminator', 'ansi', 'SELECT 1;\n¦SELECT 2;\n'],
    ['behind a comment on that line', 'ansi', 'SELECT 1; -- one; two\n¦SELECT 2;\n'],
    ['behind the empty lines that follow', 'ansi', 'SELECT 1;\n\n  \n¦SELECT 2;\n'],
    ['in front of the comments above a statement', 'ansi', 'SELECT 1;\n\n¦-- two\n\n/* 2 */\nSELECT 2;\n'],
    ['in front of the indentation of a line', 'ansi', 'SELECT 1;\n¦  SELECT 2;\n'],
    ['nowhere when only comments follow', 'ansi', 'SELECT 1;\n-- the end;\n'],
    ['nowhere without a terminator', 'ansi', 'SELECT 1\nSELECT 2\n'],
    ['nowhere in brackets', 'teradata', 'CREATE MACRO m AS (\nSELECT 1;\nSELECT 2;\n);\n¦SELECT 3;\n'],
    ['nowhere behind a quote that is never closed', 'ansi', "SELECT 1;\n¦SELECT 2;\n¦SELECT 'x;\nSELECT 3;\n"],
    ['nowhere behind a comment that is never closed', 'ansi', 'SELECT 1;\n¦/* SELECT 2;\nSELECT 3;\n'],
    ['as in ANSI for a dialect without traits', 'unheard-of', "SELECT 'a;\n';\n¦SELECT 2;\n"],
  ];
  test.each(cases)('%s', (_name, dialect, text) => expectCuts(dialect, text));
});

describe('a terminator is hidden by', () => {
  const cases: readonly (readonly [name: string, dialect: string, text: string])[] = [
    ['a string with a doubled quote', 'postgres', "SELECT 'a'';\n';\n¦SELECT 2;\n"],
    ['a string with an escaped quote', 'mysql', "SELECT 'a\\';\n';\n¦SELECT 2;\n"],
    ['no backslash where that is a character', 'postgres', "SELECT 'a\\';\n¦SELECT 2;\n"],
    ['an escape string', 'postgres', "SELECT E'a\\';\n';\n¦SELECT 2;\n"],
    ['an escape string with a doubled quote', 'postgres', "SELECT E'a''b\\';\n';\n¦SELECT 2;\n"],
    ['an escape string of Vertica', 'vertica', "SELECT e'a\\';\n';\n¦SELECT 2;\n"],
    ['no backslash in a string of T-SQL', 'tsql', "SELECT 'a\\';\n¦SELECT 2;\n"],
    ['no backslash in a string of SQLite', 'sqlite', "SELECT 'a\\';\n¦SELECT 2;\n"],
    ['no backslash in a string of Oracle', 'oracle', "SELECT 'a\\';\n¦SELECT 2;\n"],
    ['no backslash in a string of Db2', 'db2', "SELECT 'a\\';\n¦SELECT 2;\n"],
    ['no backslash in a string of Exasol', 'exasol', "SELECT 'a\\';\n¦SELECT 2;\n"],
    ['a backslash in a string of Spark', 'sparksql', "SELECT 'a\\';\n';\n¦SELECT 2;\n"],
    ['no backslash in a name of Spark', 'sparksql', 'SELECT `a\\`;\n¦SELECT 2;\n'],
    ['a double quote', 'ansi', 'SELECT "a;\n";\n¦SELECT 2;\n'],
    ['a backslash in double quotes of BigQuery', 'bigquery', 'SELECT "a\\";\n";\n¦SELECT 2;\n'],
    ['no backslash in double quotes of Trino', 'trino', 'SELECT "a\\";\n¦SELECT 2;\n'],
    ['a back quote', 'mysql', 'SELECT `a;\n`;\n¦SELECT 2;\n'],
    ['brackets that quote', 'tsql', 'SELECT [a;\n];\n¦SELECT 2;\n'],
    ['no brackets that SQLFluff does not take for quotes', 'sqlite', 'SELECT [a;\n¦b];\n¦SELECT 2;\n'],
    ['Lua in brackets', 'exasol', "SELECT [[it's;\n]];\n¦SELECT 2;\n"],
    ['a line comment', 'ansi', "SELECT 1 -- it's;\n;\n¦SELECT 2;\n"],
    ['a line comment of dashes alone', 'mysql', "SELECT 1 --\n;\n¦SELECT 2 -- it's\n;\n¦SELECT 3;\n"],
    ['no dashes without a blank in MySQL', 'mysql', 'SELECT 1--1;\n¦SELECT 2;\n'],
    ['dashes without a blank at the start in MariaDB', 'mariadb', "--it's;\nSELECT 1--1;\n¦SELECT 2;\n"],
    ['a hash', 'mysql', "SELECT 1 # it's;\n;\n¦SELECT 2;\n"],
    ['no hash in Db2', 'db2', 'SELECT a# FROM t;\n¦SELECT 2;\n'],
    ['no hash in T-SQL', 'tsql', 'SELECT 1 FROM #t;\n¦SELECT 2;\n'],
    ['two slashes in Snowflake', 'snowflake', "SELECT 1 // it's;\n;\n¦SELECT 2;\n"],
    ['no two slashes in DuckDB', 'duckdb', 'SELECT 4 // 2;\n¦SELECT 2;\n'],
    ['a stage path', 'snowflake', "LIST @a/b--c'd;\n¦SELECT 2;\n"],
    ['a block comment', 'ansi', 'SELECT 1 /* ;\n /* ; */;\n¦SELECT 2;\n'],
    ['a block comment in a block comment', 'postgres', 'SELECT 1 /* /* ;\n*/ ;\n */;\n¦SELECT 2;\n'],
    ['a block comment in one of T-SQL', 'tsql', 'SELECT 1 /* /* ;\n*/ ;\n */;\n¦SELECT 2;\n'],
    ['dollar quotes', 'postgres', "SELECT $$it's;\n$$;\n¦SELECT 2;\n"],
    ['dollar quotes with a tag', 'postgres', 'SELECT $a$ $$;\n$b$ $a$;\n¦SELECT 2;\n'],
    ['no dollars inside of a word', 'postgres', 'SELECT a$b$;\n¦SELECT c$b$;\n'],
    ['no dollars in MariaDB', 'mariadb', 'SELECT $$;\n¦SELECT $$;\n'],
    ['triple quotes', 'bigquery', "SELECT '''it's;\n''', r'''a''';\n¦SELECT 2;\n"],
    ['a raw string that ends with an escaped quote', 'bigquery', "SELECT r'a\\';\n';\n¦SELECT 2;\n"],
    ['a psql command', 'postgres', "\\connect it's;\nSELECT 1;\n¦SELECT 2;\n"],
    ['a prompt of SQL*Plus', 'oracle', "PROMPT it's;\nSELECT 1;\n¦SELECT 2;\n"],
    ['a remark of SQL*Plus', 'oracle', 'REM what\nSELECT 1;\n¦SELECT 2;\n'],
    ['a remark behind what only looks like one', 'oracle', "SELECT rem (1);\n¦REM it's\nSELECT 2;\n¦SELECT 3;\n"],
    ['a string within a remark', 'oracle', "REM it's\nSELECT 1;\nSELECT 'x\nSELECT 2;\n¦SELECT 3;\n"],
    ['what cannot be lexed, up to the next blank', 'ansi', "SELECT é';x ;\n¦SELECT 2;\n"],
    ['nothing in words of letters beyond ASCII', 'postgres', "SELECT é';\n';\n¦SELECT 2;\n"],
    ['data of COPY', 'postgres', "COPY t (a) FROM stdin;\nit's;\n\\.\n\n¦SELECT 2;\n"],
    ['everything behind COPY without the end of its data', 'postgres', 'COPY t FROM STDIN;\na\nSELECT 1;\nSELECT 2;\n'],
    [
      'a notebook of Databricks',
      'databricks',
      '-- Databricks notebook source\nSELECT 1;\n\n-- COMMAND ----------\n\nSELECT 2;\n',
    ],
  ];
  test.each(cases)('%s', (_name, dialect, text) => expectCuts(dialect, text));
});

describe('a block stays whole:', () => {
  const cases: readonly (readonly [name: string, dialect: string, text: string])[] = [
    ['a procedure of MySQL', 'mysql', 'CREATE PROCEDURE p()\nBEGIN\nSELECT 1;\nEND;\n¦SELECT 2;\n'],
    [
      'a trigger of one statement',
      'mysql',
      'CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW SET a = 1;\n¦SELECT 2;\n',
    ],
    [
      'a trigger of one IF',
      'mysql',
      'CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW\nIF a THEN\nSET b = 1;\nSET c = 1;\nEND IF;\n¦SELECT 2;\n',
    ],
    [
      'loops and cases in a procedure',
      'mysql',
      'CREATE PROCEDURE p()\nBEGIN\nWHILE a DO\nCASE a WHEN 1 THEN SET b = 1;\nEND CASE;\nEND WHILE;\nREPEAT\nSET a = REPEAT(b, 2);\nUNTIL a END REPEAT;\nl: LOOP\nLEAVE l;\nEND LOOP;\nEND;\n¦SELECT 2;\n',
    ],
    ['an event', 'mysql', 'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO\nBEGIN\nSELECT 1;\nEND;\n¦SELECT 2;\n'],
    [
      'a trigger of SQLite',
      'sqlite',
      'CREATE TRIGGER t AFTER INSERT ON u BEGIN\nSELECT CASE WHEN a THEN 1 END;\nSELECT 1;\nEND;\n¦SELECT 2;\n',
    ],
    [
      'a function with BEGIN ATOMIC',
      'postgres',
      'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC\nSELECT 1;\nEND;\n¦SELECT 2;\n',
    ],
    [
      'a block of BigQuery',
      'bigquery',
      'DECLARE x INT64;\n¦BEGIN\nSELECT 1;\nEND;\n¦IF x THEN\nSELECT 1;\nSELECT 2;\nEND IF;\n¦SELECT 2;\n',
    ],
    ['a loop with a label', 'bigquery', 'a: LOOP\nSELECT 1;\nSELECT 2;\nEND LOOP a;\n¦SELECT 2;\n'],
    ['a block of Snowflake with declarations', 'snowflake', 'DECLARE\nx INT;\nBEGIN\nSELECT 1;\nEND;\n¦SELECT 2;\n'],
    ['a procedure of Db2', 'db2', 'CREATE PROCEDURE p ()\nBEGIN\nDECLARE x INT;\nEND;\n¦SELECT 2;\n'],
    [
      'statement sets of Flink',
      'flink',
      'EXECUTE STATEMENT SET BEGIN\nINSERT INTO a SELECT 1;\nEND;\n¦BEGIN STATEMENT SET;\nINSERT INTO a SELECT 1;\nEND;\n¦SELECT 2;\n',
    ],
    [
      'a procedure of Oracle, up to its slash',
      'oracle',
      'CREATE PROCEDURE p IS\nx NUMBER;\nPROCEDURE q IS BEGIN NULL; END;\nBEGIN\nNULL;\nEND p;\n/\n¦SELECT 2;\n',
    ],
    [
      'a procedure of Oracle without one, up to a CREATE',
      'oracle',
      'CREATE PROCEDURE p IS\nBEGIN\nNULL;\nEND p;\n¦CREATE TABLE t (a NUMBER);\n¦SELECT 2;\n',
    ],
    [
      'an anonymous block of Oracle',
      'oracle',
      'BEGIN\nNULL;\nEND;\n/\n¦DECLARE\nx NUMBER;\nBEGIN\nNULL;\nEND;\n/\n¦SELECT 2;\n',
    ],
    [
      'a function of Exasol',
      'exasol',
      'CREATE FUNCTION f () RETURN INT IS\nx INT;\nBEGIN\nx := 1;\nEND f;\n/\n¦SELECT 2;\n',
    ],
    ['a procedure of T-SQL, up to its GO', 'tsql', 'CREATE OR ALTER PROC p AS\nSELECT 1;\nSELECT 2;\nGO\n¦SELECT 2;\n'],
    [
      'a block of T-SQL behind a statement without terminator',
      'tsql',
      'SELECT 1\nBEGIN TRY\nSELECT 2;\nEND TRY\nBEGIN CATCH\nSELECT 3;\nEND CATCH;\n¦SELECT 2;\n',
    ],
    ['an IF with its ELSE', 'tsql', 'IF 1 = 1\nSELECT 1;\nELSE\nSELECT 2;\n¦SELECT 3;\n'],
    ['a batch of T-SQL without terminators', 'tsql', 'SELECT 1\nSELECT 2\nGO 5\n¦SELECT 3\ngo\n'],
    [
      'an INSERT of T-SQL, up to the next one',
      'tsql',
      'INSERT t (a) VALUES (1)\n¦INSERT t (a) VALUES (2)\n\n¦-- two\nINSERT t VALUES (1)\nSELECT 1\n',
    ],
    ['two separators in a row', 'tsql', 'SELECT 1\nGO\nGO\n¦SELECT 3\n'],
  ];
  test.each(cases)('%s', (_name, dialect, text) => expectCuts(dialect, text));
});

describe('a name is no block:', () => {
  const cases: readonly (readonly [dialect: string, text: string])[] = [
    ['mysql', 'ALTER TABLE t ADD COLUMN begin DATE;\n¦SELECT 2;\n'],
    ['mysql', 'CREATE OR REPLACE VIEW v AS SELECT a AS loop FROM t;\n¦SELECT 2;\n'],
    ['mysql', 'CREATE TABLE t (begin DATE, case INT);\n¦SELECT 2;\n'],
    ['mysql', 'CREATE PROCEDURE p() SELECT t.begin FROM t WHERE begin = 1;\n¦SELECT 2;\n'],
    ['oracle', 'CREATE INDEX i ON t (a);\n¦ALTER FUNCTION f COMPILE;\n¦SELECT 2;\n'],
  ];
  test.each(cases)('%s: %s', (dialect, text) => expectCuts(dialect, text));
});

describe('a transaction is no block:', () => {
  const cases: readonly (readonly [dialect: string, text: string])[] = [
    ['postgres', 'BEGIN;\n¦SELECT 1;\n¦COMMIT;\n'],
    ['sqlite', 'BEGIN TRANSACTION;\n¦SELECT 1;\n¦COMMIT;\n'],
    ['mysql', 'BEGIN WORK;\n¦SELECT 1;\n¦START TRANSACTION;\n¦COMMIT;\n'],
    ['tsql', 'BEGIN TRAN;\n¦SELECT 1;\n¦BEGIN DISTRIBUTED TRAN\nSELECT 2;\n¦COMMIT;\n'],
    ['snowflake', 'BEGIN TRANSACTION NAME a;\n¦SELECT 1;\n¦COMMIT;\n'],
  ];
  test.each(cases)('%s', (dialect, text) => expectCuts(dialect, text));
});

describe('the delimiter of the mysql client', () => {
  const script = [
    'DELIMITER //\n',
    'CREATE PROCEDURE p()\nBEGIN\nSELECT 1;\nEND//\n\n',
    'CREATE PROCEDURE q() SELECT 2 //\n',
    'delimiter ;\n',
    'SELECT 3;\n',
  ];

  test.each(['mysql', 'mariadb', 'doris', 'starrocks'])(
    'is the terminator, and begins later chunks, in %s',
    (dialect) => {
      const text = script.join('');
      const chunks = planChunks(text, dialect, { targetChars: 1 });
      expect(chunks.map(({ start, end }) => text.slice(start, end))).toEqual(script);
      expect(chunks.map(({ prefix }) => prefix)).toEqual([
        '',
        'DELIMITER //\n',
        'DELIMITER //\n',
        'DELIMITER //\n',
        '',
      ]);
    },
  );

  test('may touch a word', () => {
    expectCuts('mysql', 'DELIMITER $$\n¦CREATE PROCEDURE p() BEGIN SELECT 1; END$$\n¦DELIMITER ;\n¦SELECT 2;\n');
  });

  test('means nothing to other dialects', () => {
    expectCuts('postgres', 'DELIMITER //\nSELECT 1;\n¦SELECT 2;\n');
  });

  test('set in the middle of a line ends all cutting', () => {
    expectCuts('mysql', 'SELECT 1;\n¦SELECT 2; DELIMITER //;\nSELECT 3//\nSELECT 4//\n');
  });

  test.each(['\\g', '\\G'])('has %s as another', (command) => {
    expectCuts('mysql', `SELECT 1${command}\n¦SELECT 2;\n`);
  });
});

describe('an open noqa range', () => {
  const prefixes = (text: string) => planChunks(text, 'mysql', { targetChars: 1 }).map(({ prefix }) => prefix);

  const cases: readonly (readonly [name: string, text: string, prefixes: readonly string[]])[] = [
    [
      'is repeated until it ends',
      '-- noqa: disable=LT01,CP01\nSELECT 1;\nSELECT 2;\n-- noqa: enable=LT01,CP01\nSELECT 3;\nSELECT 4;\n',
      ['', '-- noqa: disable=LT01,CP01\n', '-- noqa: disable=LT01,CP01\n', ''],
    ],
    [
      'for all rules swallows the others',
      'SELECT 1; -- noqa: disable=LT01\nSELECT 2; # noqa:disable=all\nSELECT 3;\n',
      ['', '-- noqa: disable=LT01\n', '-- noqa: disable=all\n'],
    ],
    [
      'for all rules keeps the exceptions made since',
      '/* noqa: disable=all */\nSELECT 1; -- why -- noqa: enable=LT01\nSELECT 2;\n',
      ['', '-- noqa: disable=all\n-- noqa: enable=LT01\n'],
    ],
    [
      'ends for all rules',
      'SELECT 1; -- noqa: disable=LT01\nSELECT 2; -- noqa: enable=all\nSELECT 3;\n',
      ['', '-- noqa: disable=LT01\n', ''],
    ],
    ['is not one of a single line', 'SELECT 1; -- noqa: LT01\nSELECT 2; -- noqa\nSELECT 3;\n', ['', '', '']],
  ];
  test.each(cases)('%s', (_name, text, expected) => expect(prefixes(text)).toEqual(expected));
});

describe('a long INSERT is cut between rows', () => {
  const cases: readonly (readonly [name: string, text: string, pieces: readonly string[]])[] = [
    [
      'behind the line end of each row',
      'INSERT INTO t VALUES\n  (1),\n  (2),\n  (3)\nON DUPLICATE KEY UPDATE a = VALUES(a);\n',
      [
        '[]INSERT INTO t VALUES\n  (1),\n[  (1);]',
        '[INSERT INTO t VALUES\n  (1),\n]  (2),\n[  (1);]',
        '[INSERT INTO t VALUES\n  (1),\n]  (3)\nON DUPLICATE KEY UPDATE a = VALUES(a);\n[]',
      ],
    ],
    [
      'in front of a leading comma',
      'INSERT INTO t VALUES\n(1)\n, (2)\n, (3);\n',
      [
        '[]INSERT INTO t VALUES\n(1)\n[, (1);]',
        '[INSERT INTO t VALUES\n(1)\n], (2)\n[, (1);]',
        '[INSERT INTO t VALUES\n(1)\n], (3);\n[]',
      ],
    ],
    [
      'in front of the comma within one line',
      'REPLACE INTO t VALUES (1,2),(3,4),(5,6);\n',
      [
        '[]REPLACE INTO t VALUES (1,2)[;]',
        '[REPLACE INTO t VALUES (1,2)],(3,4)[;]',
        '[REPLACE INTO t VALUES (1,2)],(5,6);\n[]',
      ],
    ],
    [
      'in front of the comments above a row',
      'INSERT INTO t VALUES\n(1), -- one\n-- two\n(2);\n',
      ['[]INSERT INTO t VALUES\n(1), -- one\n[(1);]', '[INSERT INTO t VALUES\n(1), -- one\n]-- two\n(2);\n[]'],
    ],
  ];
  test.each(cases)('%s', (_name, text, pieces) => {
    const shown = planChunks(text, 'mysql', { targetChars: 1 }).map(
      ({ prefix, start, end, suffix }) => `[${prefix}]${text.slice(start, end)}[${suffix}]`,
    );
    expect(shown).toEqual(pieces);
  });

  test('with a short row in place of a first row above 1 KiB', () => {
    const text = `INSERT INTO t VALUES\n('${'x'.repeat(1100)}'),\n(2),\n(3);\n`;
    const [first, second] = planChunks(text, 'mysql', { targetChars: 1 });
    expect(first?.suffix).toBe('(0);');
    expect(second?.prefix).toBe('INSERT INTO t VALUES\n(0),\n');
  });

  test('but not one that fits the target', () => {
    expect(planChunks('INSERT INTO t VALUES\n(1),\n(2);\n', 'mysql', { targetChars: 1000 })).toHaveLength(1);
  });

  test('but not inside of a procedure', () => {
    expectCuts('mysql', 'CREATE PROCEDURE p()\nBEGIN\nINSERT INTO t VALUES\n(1),\n(2);\nEND;\n');
  });

  test('but not when a noqa range changes within it', () => {
    expectCuts('mysql', 'INSERT INTO t VALUES\n(1), -- noqa: disable=LT01\n(2);\n¦SELECT 1;\n');
  });

  test('but not when what looks like rows are arguments', () => {
    expectCuts('mysql', 'INSERT INTO t SELECT a FROM u WHERE b IN\n(1),\n(2);\n');
  });
});

describe('what would be repeated before every chunk', () => {
  const long = 'x'.repeat(20_000);
  const cases: readonly (readonly [name: string, dialect: string, text: string])[] = [
    ['noqa ranges', 'ansi', `SELECT 1;\n¦SELECT 2;\n-- noqa: disable=${long}\nSELECT 3;\nSELECT 4;\n`],
    ['a delimiter', 'mysql', `DELIMITER // ${long}\nSELECT 1//\nSELECT 2//\n`],
    ['the start of an INSERT', 'mysql', `INSERT INTO ${long} VALUES\n(1),\n(2);\n¦SELECT 1;\n`],
  ];
  test.each(cases)('keeps a text whole when it is long: %s', (_name, dialect, text) => expectCuts(dialect, text));
});

describe('the size of chunks', () => {
  const statement = 'SELECT 1;\n';

  test('is at most the target where lines allow it', () => {
    const text = statement.repeat(10);
    const lengths = planChunks(text, 'ansi', { targetChars: 35 }).map(({ start, end }) => end - start);
    expect(lengths).toEqual([30, 30, 30, 10]);
  });

  test('is four times the target before a line is cut behind a statement', () => {
    const text = 'SELECT 1;'.repeat(20);
    const lengths = planChunks(text, 'ansi', { targetChars: 10 }).map(({ start, end }) => end - start);
    expect(lengths).toEqual([45, 45, 45, 45]);
  });

  test('is that of the text when nothing can be cut', () => {
    const text = `SELECT ${'1,'.repeat(1000)}1;`;
    expect(planChunks(text, 'ansi', { targetChars: 10 })).toEqual([
      { prefix: '', start: 0, end: text.length, suffix: '', line: 1, column: 1 },
    ]);
  });

  test('is nothing for an empty text', () => {
    expect(planChunks('', 'ansi', { targetChars: 10 })).toEqual([
      { prefix: '', start: 0, end: 0, suffix: '', line: 1, column: 1 },
    ]);
  });
});
