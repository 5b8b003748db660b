/**
 * Bytes of a text in a request to an engine: JSON in UTF-8, where a control character takes six (RFC 8259, section 7).
 * @param text without lone surrogates
 */
export function encodedBytes(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) bytes += bytesOf(text.charCodeAt(at));
  return bytes;
}

function bytesOf(unit: number): number {
  if (unit < 0x20) return shortEscapes.has(unit) ? 2 : 6;
  if (unit < 0x80) return unit === 0x22 || unit === 0x5c ? 2 : 1;
  if (unit < 0x800) return 2;
  // Each half of a pair is half of four bytes.
  return unit >= 0xd800 && unit < 0xe000 ? 2 : 3;
}

/** \b \t \n \f \r */
const shortEscapes = new Set([0x08, 0x09, 0x0a, 0x0c, 0x0d]);
