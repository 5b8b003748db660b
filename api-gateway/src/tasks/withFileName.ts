const marker = Buffer.from('"file_info":{"file_name":"');
const quote = 0x22;
const backslash = 0x5c;

/**
 * Result files are shared by all files of equal content, so each task puts its own name in, while the file passes by:
 * a large one is never in memory as a whole.
 *
 * The runner writes compact JSON with `file_name` first in `file_info`, and inside a JSON text every quote is escaped, so
 * the marker is nowhere else. A file without it passes as it is.
 */
export async function* withFileName(json: AsyncIterable<Buffer>, fileName: string): AsyncGenerator<Buffer> {
  let held = Buffer.alloc(0);
  let named = false;
  for await (const chunk of json) {
    if (named) {
      yield chunk;
      continue;
    }
    const bytes = Buffer.concat([held, chunk]);
    const at = bytes.indexOf(marker);
    const end = at < 0 ? undefined : endOfText(bytes, at + marker.length);
    if (end === undefined) {
      // What comes last may be the beginning of the marker, or of the name.
      const sure = at < 0 ? Math.max(0, bytes.length - marker.length + 1) : at;
      yield bytes.subarray(0, sure);
      held = bytes.subarray(sure);
    } else {
      yield bytes.subarray(0, at + marker.length - 1);
      yield Buffer.from(JSON.stringify(fileName));
      yield bytes.subarray(end);
      named = true;
    }
  }
  if (!named) yield held;
}

/** Where a JSON text has ended, from behind its first quote; undefined when its last quote is still to come. */
function endOfText(bytes: Buffer, start: number): number | undefined {
  for (let index = start; index < bytes.length; index += 1) {
    if (bytes[index] === backslash) index += 1;
    else if (bytes[index] === quote) return index + 1;
  }
  return undefined;
}
