import { expect, test } from '@jest/globals';
import { dialects } from '@sqllint/core/sqlfluff/catalogue';
import fc from 'fast-check';
import { positionMapper } from './mapPosition.ts';
import { planChunks } from './planChunks.ts';

const dialect = fc.constantFrom(...dialects.map(({ label }) => label));
const targetChars = fc.integer({ min: 1, max: 60 });

/** What makes and unmakes strings, comments, blocks, rows and terminators, so that any state is soon met. */
const fragment = fc.constantFrom(
  ...["'", '"', '`', '$$', '$a$', 'E', '[', ']', '(', ')', ',', ';', '\\', '--', '#', '/', '/*', '*/', '*', '\n', ' '],
  ...['BEGIN ', 'END', 'CASE ', 'IF ', 'THEN ', 'CREATE ', 'PROCEDURE ', 'DECLARE ', 'GO', 'DELIMITER //', '//', '\\g'],
  ...['INSERT INTO t VALUES ', '(1)', ',(2)', ',\n(3)', '-- noqa: disable=all\n', 'COPY t FROM STDIN;\n', '\\.\n'],
  ...['a', '😀', 'é', '1', '\u3000', '@', ';\n', ";\n\n-- it's\n"],
);
const soup = fc.array(fragment, { maxLength: 60 }).map((fragments) => fragments.join(''));

/** Values that hold what separates rows. */
const value = fc.constantFrom('1', 'NULL', "'a'", "'(;),'", '-1.5', "'x''y'", '(1)', 'f(1, 2)', "'😀'");
const row = fc.array(value, { minLength: 1, maxLength: 4 }).map((values) => `(${values.join(', ')})`);
const style = fc.constantFrom(',', ', ', ',\n', ',\n    ', '\n, ', ' ,\n', ', -- note\n');

const insert = fc
  .tuple(fc.array(row, { minLength: 2, maxLength: 30 }), style)
  .map(([rows, separator]) => ({ rows, text: `INSERT INTO t VALUES\n${rows.join(separator)};\n` }));

/** Soups, and INSERTs that begin a line or stand behind another statement in it. */
const anyText = fc.oneof(
  soup,
  fc.tuple(fc.constantFrom('', "SELECT '😀'; "), insert).map(([before, { text }]) => before + text),
);

/** Every position of a text with the index it belongs to. */
function positionsOf(text: string): { line: number; column: number; index: number }[] {
  const positions = [];
  let line = 1;
  let column = 1;
  let index = 0;
  for (const character of text) {
    positions.push({ line, column, index });
    index += character.length;
    line += character === '\n' ? 1 : 0;
    column = character === '\n' ? 1 : column + 1;
  }
  return positions;
}

test('the chunks of any text cover it in order, and know where they are', () => {
  fc.assert(
    fc.property(anyText, dialect, targetChars, (text, label, target) => {
      const chunks = planChunks(text, label, { targetChars: target });
      expect(chunks.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
      expect(chunks.map(({ start }) => start)).toEqual([0, ...chunks.slice(0, -1).map(({ end }) => end)]);
      for (const { start, end, line, column } of chunks) {
        expect(text === '' || start < end).toBe(true);
        const true_ = positionsOf(text).find(({ index }) => index === start);
        expect({ line, column }).toEqual(
          text === '' ? { line: 1, column: 1 } : { line: true_?.line, column: true_?.column },
        );
      }
    }),
    { numRuns: 1000 },
  );
});

test('a position in a chunk is mapped to its own character of the text, or to none in what was added', () => {
  fc.assert(
    fc.property(anyText, dialect, targetChars, (text, label, target) => {
      const byPlace = new Map(positionsOf(text).map(({ line, column, index }) => [`${line}:${column}`, index]));
      for (const chunk of planChunks(text, label, { targetChars: target })) {
        const map = positionMapper(text, chunk);
        const linted = chunk.prefix + text.slice(chunk.start, chunk.end) + chunk.suffix;
        for (const { line, column, index } of positionsOf(linted)) {
          const source = chunk.start + index - chunk.prefix.length;
          const isOwned = source >= chunk.start && source < chunk.end;
          const mapped = map({ line, column });
          expect(mapped && byPlace.get(`${mapped.line}:${mapped.column}`)).toBe(isOwned ? source : undefined);
        }
      }
    }),
    { numRuns: 300 },
  );
});

/** Tokens that every dialect reads as one, whatever is in them, and text between them that means nothing special. */
const whole = fc.constantFrom(
  ...["'a;\nb'", "'it''s;\n'", '"a;\n--b"', "/* ; \n' */", "-- it's; /*\n", '`;\n`', '( ;\n )'],
);
const between = fc.constantFrom(
  ' ',
  '\n',
  ';',
  ';\n',
  ' a ',
  ' SELECT ',
  ', ',
  '\n\n',
  ';\n',
  ' INSERT INTO t VALUES ',
  '(1)',
);

test('no text is cut inside of a string, a quoted name, a comment or brackets', () => {
  const parts = fc.array(
    fc.oneof(
      whole.map((text) => ({ text, isWhole: true })),
      between.map((text) => ({ text, isWhole: false })),
    ),
  );
  fc.assert(
    fc.property(parts, dialect, targetChars, (pieces, label, target) => {
      // Blanks around each part keep it apart from its neighbours; a line comment ends with its line.
      const text = pieces.map((piece) => ` ${piece.text} `).join('');
      const cuts = new Set(planChunks(text, label, { targetChars: target }).map(({ start }) => start));
      let at = 0;
      for (const piece of pieces) {
        for (let index = at + 2; piece.isWhole && index < at + piece.text.length; index += 1) {
          expect(cuts.has(index)).toBe(false);
        }
        at += piece.text.length + 2;
      }
    }),
    { numRuns: 1000 },
  );
});

test('an INSERT of any style is cut only between its rows, into pieces of whole rows', () => {
  fc.assert(
    fc.property(insert, dialect, targetChars, ({ rows, text }, label, target) => {
      const chunks = planChunks(text, label, { targetChars: target });
      const whole = rows.map((each) => each.replaceAll(' ', ''));
      const owned = chunks.flatMap(({ prefix, start, end, suffix }) => {
        const linted = `${prefix}${text.slice(start, end)}${suffix}`;
        expect(linted.trimEnd().endsWith(';')).toBe(true);
        return rowsIn(linted).slice(prefix === '' ? 0 : 1, suffix.length > 1 ? -1 : undefined);
      });
      expect(owned).toEqual(whole);
      expect(chunks.length).toBeGreaterThan(text.length > 8 * target + 200 ? 1 : 0);
    }),
    { numRuns: 300 },
  );
});

/** The rows of an INSERT without their blanks, found by counting brackets outside of strings. */
function rowsIn(statement: string): string[] {
  const rows: string[] = [];
  let depth = 0;
  let current = '';
  for (const [token] of statement.slice(statement.indexOf('VALUES') + 6).matchAll(/'(?:[^']|'')*'|--[^\n]*|[\s\S]/g)) {
    depth -= token === ')' ? 1 : 0;
    if (depth > 0 || token === ')' || token === '(') {
      current += token === ' ' ? '' : token;
    }
    depth += token === '(' ? 1 : 0;
    if (token === ')' && depth === 0) {
      rows.push(current);
      current = '';
    }
  }
  return rows;
}
