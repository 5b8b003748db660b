const newline = 10;

/** The lines of a stream of UTF-8, without their ends; the last one need not have an end. Empty lines are left out. */
export async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let held: Uint8Array[] = [];
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      const line = textOf([...held, chunk.subarray(from, end)]);
      held = [];
      from = end + 1;
      if (line !== '') yield line;
    }
    if (from < chunk.length) held.push(chunk.subarray(from));
  }
  const last = textOf(held);
  if (last !== '') yield last;
}

/** Bytes are put together before they are decoded: a character may be cut in two. */
function textOf(parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts).toString('utf8').trim();
}
