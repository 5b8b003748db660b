const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** UTF-16 units that become a string together; as many as may be arguments of one call. */
const partUnits = 8 * 1024;

/**
 * Line ends as Python's text mode, and so SQLFluff, reads them: CRLF and a lone CR are one line feed each. Unit by unit,
 * since a text of nothing but line ends has millions of them, of which `replace` keeps a record each.
 */
export function normaliseNewlines(text: string): string {
  if (!text.includes('\r')) return text;
  const units = new Uint16Array(partUnits);
  const parts: string[] = [];
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === carriageReturn && text.charCodeAt(index + 1) === lineFeed) continue;
    units[length] = unit === carriageReturn ? lineFeed : unit;
    length += 1;
    if (length === partUnits) {
      parts.push(String.fromCharCode(...units));
      length = 0;
    }
  }
  parts.push(String.fromCharCode(...units.subarray(0, length)));
  return parts.join('');
}
