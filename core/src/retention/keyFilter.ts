import { hash, randomBytes } from 'node:crypto';

/** Of ten million texts one in thousands is taken for a member that is none, and 32 MiB of memory are used. */
const defaultBits = 2 ** 28;
const probes = 5;

/** A set of texts (a Bloom filter): whatever was added is found; what was not added is now and then found too. */
export interface KeyFilter {
  add(text: string): void;
  has(text: string): boolean;
}

/**
 * @param options.salt another one each time, so that what one pass keeps by mistake the next one does not
 * @param options.bits a multiple of 8, at most 2^32
 */
export function createKeyFilter(options: { readonly salt?: string; readonly bits?: number } = {}): KeyFilter {
  const { salt = randomBytes(8).toString('hex'), bits = defaultBits } = options;
  const bytes = new Uint8Array(bits / 8);
  const places = (text: string): readonly number[] => {
    const digest = hash('sha256', `${salt}/${text}`, 'buffer');
    return Array.from({ length: probes }, (_, probe) => digest.readUInt32BE(probe * 4) % bits);
  };
  return {
    add: (text) => {
      for (const place of places(text)) bytes[place >>> 3] = (bytes[place >>> 3] ?? 0) | (1 << (place & 7));
    },
    has: (text) => places(text).every((place) => ((bytes[place >>> 3] ?? 0) & (1 << (place & 7))) !== 0),
  };
}
