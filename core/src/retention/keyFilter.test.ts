import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createKeyFilter } from './keyFilter.ts';

test('whatever was added is found, however full the filter is', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 200 }), fc.constantFrom(8, 64, 4096), (texts, bits) => {
      const filter = createKeyFilter({ bits });
      for (const text of texts) filter.add(text);
      expect(texts.filter((text) => !filter.has(text))).toEqual([]);
    }),
  );
});

test('what was not added is hardly ever found', () => {
  const filter = createKeyFilter({ bits: 2 ** 16, salt: 's' });
  for (let index = 0; index < 1000; index += 1) filter.add(`in ${index}`);
  const found = Array.from({ length: 10_000 }, (_, index) => `out ${index}`).filter((text) => filter.has(text));
  expect(found.length).toBeLessThan(10);
});
