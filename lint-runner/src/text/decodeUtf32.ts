/**
 * Strict UTF-32, which TextDecoder does not know.
 * @throws RangeError for half a character, a surrogate, or a number beyond Unicode
 */
export function decodeUtf32(bytes: Uint8Array, order: 'little' | 'big'): string {
  if (bytes.byteLength % 4 !== 0) throw new RangeError('UTF-32 has four bytes for each character');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let offset = 0; offset < bytes.byteLength; offset += 4) {
    const codePoint = view.getUint32(offset, order === 'little');
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) throw new RangeError('a surrogate is no character');
    parts.push(String.fromCodePoint(codePoint));
  }
  return parts.join('');
}
