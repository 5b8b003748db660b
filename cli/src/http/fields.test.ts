import { describe, expect, test } from '@jest/globals';
import { CommandError } from '../command/commandError.ts';
import { fieldsOf } from './fields.ts';

const fields = fieldsOf({ text: 'a', number: 1, nothing: null, inner: { text: 'b' }, list: [{ number: 2 }, 'x'] });

describe('the fields of an answer', () => {
  test('are read by type', () => {
    expect([fields.text('text'), fields.number('number'), fields.fields('inner').text('text')]).toEqual(['a', 1, 'b']);
    expect(
      fieldsOf({ list: [{ number: 2 }] })
        .list('list')
        .map((item) => item.number('number')),
    ).toEqual([2]);
  });

  test('may be null or missing where that means something', () => {
    expect([fields.textOrNull('nothing'), fields.textOrNull('missing'), fields.fieldsOrNull('missing')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test.each<[string, () => unknown]>([
    ['the answer.number', () => fields.text('number')],
    ['the answer.text', () => fields.number('text')],
    ['the answer.missing', () => fields.text('missing')],
    ['the answer.number', () => fields.textOrNull('number')],
    ['the answer.inner.number', () => fields.fields('inner').number('number')],
    ['the answer.list', () => fields.list('list')],
    ['the answer.text', () => fields.list('text')],
    ['the answer', () => fieldsOf([])],
    ['the answer', () => fieldsOf('text')],
  ])('of another type end the command: %s', (where, read) => {
    expect(read).toThrow(CommandError);
    expect(read).toThrow(`(${where})`);
  });
});
