import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodedBytes } from './encodedBytes.ts';

test('is what JSON makes of the text, without its quotes', () => {
  const character = fc.oneof(
    fc.integer({ min: 0, max: 0x7f }).map((code) => String.fromCharCode(code)),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(character), (characters) => {
      const text = characters.join('').toWellFormed();
      expect(encodedBytes(text)).toBe(Buffer.byteLength(JSON.stringify(text)) - 2);
    }),
  );
});
