import assert from 'node:assert/strict';
import fc from 'fast-check';
import { planChunks } from '../../../lint-runner/src/chunking/planChunks.ts';
import { normaliseNewlines } from '../../../lint-runner/src/text/normaliseNewlines.ts';
import { dialect, sqlSoup, statements } from '../sqlSoup.ts';
import { type FuzzTarget, Tally } from '../target.ts';

/** A plan that is linear in the text's length takes milliseconds, one that is quadratic longer than this. */
const longestMs = 10_000;

/** The chunks of any text cover it in order without gap or overlap, know where they are, and are planned in no time. */
export const chunksTarget: FuzzTarget = {
  name: 'chunks',
  weight: 2,
  async open() {
    const met = new Tally();
    const property = fc.asyncProperty(input, async (value) => check(value, met));
    return { met, property: property as never, close: async () => undefined };
  },
};

const input = fc.record({
  text: fc
    .tuple(
      fc.oneof(sqlSoup(60), statements),
      fc.oneof({ weight: 20, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 300 })),
    )
    .map(([text, times]) => normaliseNewlines(text.repeat(times)).slice(0, 200_000)),
  label: dialect,
  targetChars: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constantFrom(4096, 65_536)),
});

function check({ text, label, targetChars }: { text: string; label: string; targetChars: number }, met: Tally): void {
  const started = performance.now();
  const chunks = planChunks(text, label, { targetChars });
  const ms = performance.now() - started;
  met.note(chunks.length > 1 ? 'several chunks' : 'one chunk');
  assert.ok(ms < longestMs, `${text.length} characters took ${Math.round(ms)} ms`);
  assert.deepEqual(planChunks(text, label, { targetChars }), chunks);
  let end = 0;
  let line = 1;
  let column = 1;
  for (const chunk of chunks) {
    assert.deepEqual([chunk.start, chunk.line, chunk.column], [end, line, column]);
    assert.ok(chunk.end > chunk.start || text === '', 'an empty chunk');
    for (const character of text.slice(chunk.start, chunk.end)) {
      line += character === '\n' ? 1 : 0;
      column = character === '\n' ? 1 : column + 1;
    }
    end = chunk.end;
  }
  assert.equal(end, text.length);
}
