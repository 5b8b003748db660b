import { describe, expect, test } from '@jest/globals';
import { NoqaRanges } from './noqaRanges.ts';

const maxChars = 4096;

describe('the open ranges', () => {
  const cases: readonly (readonly [name: string, comments: readonly string[], lines: string])[] = [
    ['are none without a directive', ['-- noqa', '-- noqa: LT01', '/* a\nnoqa */'], ''],
    [
      'come in the order of their last directives',
      ['-- noqa: disable=A', '-- noqa: disable=B', '-- noqa: disable=A'],
      'BA',
    ],
    ['end with an enabling of all', ['-- noqa: disable=A', '/*\nnoqa: disable=B\nnoqa: enable=all\n*/'], ''],
    ['are every line of a block comment', ['/* noqa: disable=A\n\nnote\n noqa: disable=B*/'], 'AB'],
    ['are the last part of a line with dashes', ['-- noqa: disable=A -- noqa: disable=B'], 'B'],
  ];
  test.each(cases)('%s', (_name, comments, rules) => {
    const ranges = new NoqaRanges();
    for (const comment of comments) {
      ranges.read(comment, maxChars);
    }
    expect(ranges.lines).toBe([...rules].map((rule) => `-- noqa: disable=${rule}\n`).join(''));
  });

  test('keep an enabling within a wider range', () => {
    const ranges = new NoqaRanges();
    ranges.read('/*\nnoqa: disable=all\nnoqa: enable=A\n*/', maxChars);
    expect(ranges.lines).toBe('-- noqa: disable=all\n-- noqa: enable=A\n');
  });
});

describe('a comment', () => {
  const cases: readonly (readonly [name: string, comment: string, reading: string])[] = [
    ['without a directive does nothing', '-- noqa', 'nothing'],
    ['with one changes the ranges', '-- noqa: disable=all', 'changed'],
    ['with a directive above the limit is too long', `-- noqa: disable=${'x'.repeat(maxChars)}`, 'tooLong'],
    [
      'with 400,000 directives is too long',
      `/*\n${Array.from({ length: 400_000 }, (_, index) => `noqa: disable=A${index}\n`).join('')}*/`,
      'tooLong',
    ],
    [
      'with 400,000 directives for one rule changes the ranges',
      `/*\n${'noqa: disable=A\n'.repeat(400_000)}*/`,
      'changed',
    ],
    ['of 10 MB on one line does nothing', `/* ${'noqa: '.repeat(1_700_000)}*/`, 'nothing'],
  ];
  test.each(cases)('%s', (_name, comment, reading) => {
    expect(new NoqaRanges().read(comment, maxChars)).toBe(reading);
  });
});
