/**
 * Server-sent events of a response (HTML standard, section 9.2): names and data; comments and ids are left out.
 */
export async function* readEvents(
  chunks: AsyncIterable<Uint8Array>,
): AsyncIterable<{ readonly event: string; readonly data: string }> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true }).replaceAll('\r', '');
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = fieldsOf(block, 'data');
      if (data.length > 0) yield { event: fieldsOf(block, 'event').at(-1) ?? 'message', data: data.join('\n') };
    }
  }
}

function fieldsOf(block: string, name: string): string[] {
  return block
    .split('\n')
    .filter((line) => line.startsWith(`${name}:`))
    .map((line) => line.slice(name.length + 1).replace(/^ /, ''));
}
