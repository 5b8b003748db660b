import fc from 'fast-check';

/** A change of some bytes; places are fractions of the length, so that they fit any. */
export interface Mutation {
  readonly kind: 'flip' | 'cut' | 'repeat' | 'insert' | 'word' | 'swap';
  readonly place: number;
  readonly length: number;
  readonly value: number;
}

/** Numbers at which sizes, counts and offsets go wrong. */
const telling = [0, 1, 2, 22, 30, 46, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'repeat', 'insert', 'word', 'swap'),
  place: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.nat(64),
  value: fc.oneof(fc.constantFrom(...telling), fc.nat(0xffffffff)),
});

/** The bytes after all mutations, at most 64 bytes longer for each. */
export function mutated(bytes: Uint8Array, mutations: readonly Mutation[]): Buffer {
  return mutations.reduce<Buffer>(mutate, Buffer.from(bytes));
}

function mutate(bytes: Buffer, { kind, place, length, value }: Mutation): Buffer {
  const at = Math.floor(place * bytes.length);
  const part = bytes.subarray(at, at + length);
  const rest = bytes.subarray(at + length);
  if (kind === 'cut') return Buffer.concat([bytes.subarray(0, at), rest]);
  if (kind === 'repeat') return Buffer.concat([bytes.subarray(0, at), part, part, rest]);
  if (kind === 'insert')
    return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(length, value & 0xff), bytes.subarray(at)]);
  if (kind === 'swap') return Buffer.concat([rest, bytes.subarray(0, at), part]);
  const changed = Buffer.from(bytes);
  if (kind === 'word' && at + 4 <= changed.length) changed.writeUInt32LE(value, at);
  else if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << (value & 7));
  return changed;
}
