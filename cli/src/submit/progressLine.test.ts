import { expect, test } from '@jest/globals';
import { openProgressLine, progressText } from './progressLine.ts';

test.each([
  [{ total: 0, succeeded: 0 }, 'waiting for the server ...'],
  [{ total: 211, succeeded: 0 }, '[..............................] 0 of 211 files'],
  [{ total: 4, succeeded: 2, failed: 1 }, '[######################........] 3 of 4 files, 1 could not be analysed'],
  [{ total: 4, succeeded: 4 }, '[##############################] 4 of 4 files'],
])('%j is shown as %s', (files, text) => {
  expect(progressText({ failed: 0, cached: 0, ...files })).toBe(text);
});

test('nothing is written to what is no terminal', () => {
  const written: string[] = [];
  const line = openProgressLine({ write: (text) => written.push(text) });
  line.show({ total: 1, succeeded: 0, failed: 0, cached: 0 });
  line.clear();
  expect(written).toEqual([]);
});

test('on a terminal the line is written over and wiped at the end', () => {
  const written: string[] = [];
  const line = openProgressLine({ isTTY: true, write: (text) => written.push(text) });
  line.show({ total: 1, succeeded: 0, failed: 0, cached: 0 });
  line.clear();
  expect(written).toEqual(['\r\u001b[K[..............................] 0 of 1 files', '\r\u001b[K']);
});
