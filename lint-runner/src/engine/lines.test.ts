import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeLine, LineSplitter, LineTooLongError } from './lines.ts';

function splitAll(chunks: readonly Buffer[], maxBytes = 1024 * 1024): readonly string[] {
  const splitter = new LineSplitter(maxBytes);
  return chunks.flatMap((chunk) => splitter.push(chunk));
}

describe('lines', () => {
  test.each([
    ['nothing', [''], []],
    ['one line', ['a\n'], ['a']],
    ['an empty line', ['\n'], ['']],
    ['a line in pieces', ['a', 'b', 'c\n'], ['abc']],
    ['several in one piece', ['a\nb\n\nc\n'], ['a', 'b', '', 'c']],
    ['a line that has not ended yet', ['a\nb'], ['a']],
    ['a carriage return, which is part of the line', ['a\r\n'], ['a\r']],
  ])('from %s', (_name, chunks, expected) => {
    expect(splitAll(chunks.map((chunk) => Buffer.from(chunk)))).toEqual(expected);
  });

  test('come out as they went in, wherever the bytes are cut', () => {
    const message = fc.record({ text: fc.string({ unit: 'binary' }), id: fc.integer() });
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.nat({ max: 40 })), (messages, cuts) => {
        const bytes = Buffer.from(messages.map(encodeLine).join(''), 'utf8');
        const received = splitAll(cutAt(bytes, cuts)).map((line) => JSON.parse(line));
        expect(received).toEqual(messages);
      }),
    );
  });

  test('keep what no UTF-8 text can hold: a lone surrogate', () => {
    const text = 'a\ud800b\u2028\n';
    const [line = ''] = splitAll([Buffer.from(encodeLine({ text }), 'utf8')]);
    expect(JSON.parse(line)).toEqual({ text });
  });

  test.each([
    ['in one piece', ['123456\n']],
    ['in pieces', ['123', '456']],
    ['after another', ['1\n123456']],
  ])('that are too long are refused: %s', (_name, chunks) => {
    expect(() =>
      splitAll(
        chunks.map((chunk) => Buffer.from(chunk)),
        5,
      ),
    ).toThrow(LineTooLongError);
  });

  test('that are just short enough are not', () => {
    expect(
      splitAll(
        ['123', '45\n12', '345\n'].map((chunk) => Buffer.from(chunk)),
        5,
      ),
    ).toEqual(['12345', '12345']);
  });
});

function cutAt(bytes: Buffer, lengths: readonly number[]): readonly Buffer[] {
  const chunks: Buffer[] = [];
  let start = 0;
  for (const length of lengths) {
    chunks.push(bytes.subarray(start, start + length));
    start += length;
  }
  return [...chunks, bytes.subarray(start)];
}
