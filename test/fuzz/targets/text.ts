import assert from 'node:assert/strict';
import { encodings } from '@sqllint/core/profile/encodings';
import fc from 'fast-check';
import { decodeText, UndecodableError } from '../../../lint-runner/src/text/decodeText.ts';
import { measureText } from '../../../lint-runner/src/text/measureText.ts';
import { normaliseNewlines } from '../../../lint-runner/src/text/normaliseNewlines.ts';
import { mutated, mutation } from '../mutations.ts';
import { type FuzzTarget, Tally } from '../target.ts';

/**
 * Bytes of every encoding, whole and damaged: nothing but UndecodableError; nothing replaced; the same answer each time;
 * and the very same bytes when the text is written in its encoding again, where Unicode defines that.
 */
export const textTarget: FuzzTarget = {
  name: 'text',
  weight: 1,
  async open() {
    const met = new Tally();
    const property = fc.asyncProperty(input, async ({ bytes, encoding }) => check(bytes, encoding, met));
    return { met, property: property as never, close: async () => undefined };
  },
};

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('中', 'é', '😀', '\ufffd', '\r', '\n', '\0', 'a', '\ud800'), maxLength: 40 }),
);
const unicode = fc
  .tuple(fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'), fc.boolean(), text)
  .map(([encoding, marked, content]) => encode(encoding, marked ? `\ufeff${content}` : content));
/** Leading and following bytes of the double-byte encodings, and what must not follow. */
const doubleByte = fc
  .array(fc.oneof(fc.integer({ min: 0x80, max: 0xff }), fc.constantFrom(0x30, 0x39, 0x40, 0x5c, 0x7f, 0x20, 0x0a)), {
    maxLength: 40,
  })
  .map((values) => Buffer.from(values));
const whole = fc.oneof(
  unicode,
  doubleByte,
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
);

const input = fc.record({
  bytes: fc.tuple(whole, fc.array(mutation, { maxLength: 2 })).map(([bytes, changes]) => mutated(bytes, changes)),
  encoding: fc.oneof({ weight: 3, arbitrary: fc.constant('auto') }, fc.constantFrom(...encodings)),
});

function check(bytes: Buffer, encoding: string, met: Tally): void {
  const found = answerOf(bytes, encoding);
  met.note(found === undefined ? 'refused' : found.encoding);
  assert.deepEqual(answerOf(bytes, encoding), found);
  if (found === undefined) return;
  const mark = encoding === 'auto' ? /^utf-(8-sig|16|32)/.test(found.encoding) : hasMark(bytes, encoding);
  const again = encode(found.encoding.replace('-sig', ''), mark ? `\ufeff${found.text}` : found.text);
  if (found.encoding.startsWith('utf')) assert.equal(again.toString('hex'), bytes.toString('hex'));
  else if (found.text.includes('\ufffd'))
    assert.ok(bytes.includes(Buffer.from([0x84, 0x31, 0xa4, 0x37])), 'a character was replaced');
  const normal = normaliseNewlines(found.text);
  assert.ok(!normal.includes('\r'));
  const { characterCount, lineCount } = measureText(normal);
  assert.equal(characterCount, Array.from(normal).length);
  assert.equal(lineCount, normal.split('\n').length - (normal === '' || normal.endsWith('\n') ? 1 : 0));
}

function answerOf(bytes: Buffer, encoding: string) {
  try {
    return decodeText(bytes, { encoding });
  } catch (error) {
    if (error instanceof UndecodableError) return undefined;
    throw error;
  }
}

function hasMark(bytes: Buffer, encoding: string): boolean {
  const mark = encode(encoding, '\ufeff');
  return encoding.startsWith('utf') && bytes.subarray(0, mark.length).equals(mark);
}

function encode(encoding: string, content: string): Buffer {
  if (encoding === 'utf-16le') return Buffer.from(content, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(content, 'utf16le').swap16();
  if (!encoding.startsWith('utf-32')) return Buffer.from(content);
  const characters = Array.from(content, (character) => character.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(characters.length * 4);
  for (const [index, value] of characters.entries()) {
    if (encoding === 'utf-32le') bytes.writeUInt32LE(value, index * 4);
    else bytes.writeUInt32BE(value, index * 4);
  }
  return bytes;
}
