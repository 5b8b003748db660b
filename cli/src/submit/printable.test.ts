import { expect, test } from '@jest/globals';
import { printable } from './printable.ts';

test.each([
  ['a colour', '\u001b[31mred', '\\u001b[31mred'],
  ['a line break', 'a\r\nb', 'a\\u000d\\nb'],
  ['C1 controls', '\u009b2J', '\\u009b2J'],
  ['overrides and isolates', '\u202ea\u2066b', '\\u202ea\\u2066b'],
  ['directional marks', 'a\u061cb\u200ec\u200fd', 'a\\u061cb\\u200ec\\u200fd'],
  ['a byte order mark', '\ufeffa', '\\ufeffa'],
  ['nothing of the text itself', '目录/é "x" \\ 🙂.sql', '目录/é "x" \\ 🙂.sql'],
])('a text is shown without the effect of %s', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
  expect(printable(shown)).toBe(shown);
});
