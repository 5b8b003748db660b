import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readEvents } from './readEvents.ts';

const stream =
  ': hello\r\n\r\nevent: progress\ndata: {"done":1}\n\ndata: 一\ndata:二\nid: 7\n\nevent: end\ndata: {}\n\n';

async function* inPieces(bytes: Buffer, cuts: readonly number[]): AsyncIterable<Uint8Array> {
  const at = [0, ...[...new Set(cuts)].sort((a, b) => a - b), bytes.length];
  for (const [index, start] of at.slice(0, -1).entries()) yield bytes.subarray(start, at[index + 1]);
}

test('events are the same however the network cut them', async () => {
  const bytes = Buffer.from(stream);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: bytes.length })), async (cuts) => {
      const events = [];
      for await (const event of readEvents(inPieces(bytes, cuts))) events.push(event);
      expect(events).toEqual([
        { event: 'progress', data: '{"done":1}' },
        { event: 'message', data: '一\n二' },
        { event: 'end', data: '{}' },
      ]);
    }),
  );
});
