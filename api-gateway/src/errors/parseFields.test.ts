import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { textList, wholeNumber } from '../http/fields.ts';
import { parseFields } from './parseFields.ts';
import { Problem } from './problem.ts';

function problemOf(parse: () => unknown): Problem | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

const query = z.object({ n: wholeNumber({ min: 1, max: 500 }).default(10) });

describe('a whole number from outside', () => {
  test('is itself when it is in range, as a number and as digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (n) => {
        expect(parseFields(query, { n })).toEqual({ n });
        expect(parseFields(query, { n: String(n) })).toEqual({ n });
      }),
    );
  });

  test('is refused with its range, whatever else it is', () => {
    const outside = fc.oneof(
      fc.integer().filter((n) => n < 1 || n > 500),
      fc.double({ noInteger: true }),
      fc.string().filter((text) => !/^\d{1,9}$/.test(text)),
      fc.array(fc.string()),
      fc.constant({}),
      fc.boolean(),
    );
    fc.assert(
      fc.property(outside, (n) => {
        const problem = problemOf(() => parseFields(query, { n }));
        expect(problem?.errors).toMatchObject([{ field: 'n', remedy: 'send a whole number from 1 to 500' }]);
      }),
    );
  });

  test('has its default when it is absent', () => {
    expect(parseFields(query, {})).toEqual({ n: 10 });
  });
});

describe('a list from outside', () => {
  const lists = z.object({ rules: textList(z.array(z.string().min(1).max(64)).max(200)) });

  test('reads the same as a list and as its parts with commas', () => {
    const part = fc
      .string({ minLength: 1, maxLength: 64 })
      .filter((text) => !text.includes(',') && text.trim() === text);
    fc.assert(
      fc.property(fc.array(part, { maxLength: 50 }), (rules) => {
        expect(parseFields(lists, { rules })).toEqual({ rules });
        expect(parseFields(lists, { rules: rules.join(' , ') })).toEqual({ rules });
      }),
    );
  });
});

describe('a problem with fields', () => {
  test('names field, value and remedy for anything that may be sent, and stays short', () => {
    const schema = z.object({ a: z.string().max(3), b: z.array(z.enum(['x', 'y'])).optional(), c: z.boolean() });
    fc.assert(
      fc.property(fc.anything({ maxDepth: 3 }), fc.anything(), fc.anything(), (a, b, c) => {
        const problem = problemOf(() => parseFields(schema, { a, b, c }));
        for (const { field, value, remedy } of problem?.errors ?? []) {
          expect(field).toMatch(/^(a|b(\[\d+\])?|c)$/);
          expect((value ?? '').length).toBeLessThan(600);
          expect(remedy).toMatch(/^send /);
        }
        expect(problem?.message.isWellFormed() ?? true).toBe(true);
      }),
    );
  });

  test('cuts a long value', () => {
    const problem = problemOf(() => parseFields(z.object({ a: z.enum(['x']) }), { a: 'y'.repeat(10_000) }));
    expect(problem?.message.length).toBeLessThan(200);
    expect(problem?.message).toMatch(/^a is "y+…"; send one of x\.$/);
  });

  test('says that a field is missing', () => {
    const problem = problemOf(() => parseFields(z.object({ a: z.string() }), {}));
    expect(problem?.message).toBe('a is missing; send a text.');
  });
});
