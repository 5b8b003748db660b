import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chunkRows, type Row } from './insertIfAbsent.ts';

describe('chunkRows', () => {
  test('every row is in exactly one piece, in order, and no piece is too large or empty', () => {
    const row = fc.record({ name: fc.string({ maxLength: 8 }), length: fc.constantFrom(1, 10, 100_000, 2_000_000) });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 300 }), (specs) => {
        const rows: Row[] = specs.map(({ name, length }, index) => ({ index, text: name.padEnd(length, '为') }));
        const chunks = [...chunkRows(rows)];
        expect(chunks.flat()).toEqual(rows);
        for (const chunk of chunks) {
          expect(chunk.length).toBeGreaterThan(0);
          expect(chunk.length).toBeLessThanOrEqual(200);
          const bytes = chunk.reduce((sum, { text }) => sum + Buffer.byteLength(String(text)), 0);
          expect(chunk.length === 1 || bytes <= 500_000).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});
