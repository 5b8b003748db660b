import assert from 'node:assert/strict';
import { rules } from '@sqllint/core/sqlfluff/catalogue';
import fc from 'fast-check';
import type { EngineOutcome, EnginePool } from '../../../lint-runner/src/engine/index.ts';
import { newTestPool, testProfile } from '../../../lint-runner/src/engine/testdata/testPool.ts';
import { normaliseNewlines } from '../../../lint-runner/src/text/normaliseNewlines.ts';
import { dialect, sqlSoup, statements } from '../sqlSoup.ts';
import { type FuzzTarget, Tally } from '../target.ts';

/** Any text in any dialect has an outcome, the same one each time, at places that the text has. */
export const engineTarget: FuzzTarget = {
  name: 'engine',
  weight: 3,
  async open() {
    const met = new Tally();
    const pool = newTestPool({ size: 2, fileTimeoutMs: 20_000 });
    await pool.engineVersion();
    return {
      met,
      property: fc.asyncProperty(input, (value) => check(value, pool, met)) as never,
      close: () => pool.stop(),
    };
  },
};

const codes = fc.array(fc.constantFrom(...rules.map(({ code }) => code)), { maxLength: 2 });
const input = fc.record({
  text: fc.oneof(sqlSoup(30), statements).map(normaliseNewlines),
  // The engine keeps a linter for each of a few profiles; one for each input would measure how it makes them.
  settings: fc.record({
    dialect: fc.oneof({ weight: 3, arbitrary: fc.constantFrom('mysql', 'ansi', 'postgres') }, dialect),
    rules: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, codes),
    noqa: fc.constantFrom('Honour', 'Ignore'),
  }),
});

type Input = typeof input extends fc.Arbitrary<infer Value> ? Value : never;

async function check({ text, settings }: Input, pool: EnginePool, met: Tally): Promise<void> {
  const request = { profile: testProfile(settings as never), text, fileName: 'soup.sql' };
  const [first, again] = await Promise.all([pool.analyse(request), pool.analyse(request)]);
  met.note(first.ok ? 'analysed' : `${first.errorCode}: ${first.message.slice(0, 120)}`);
  assert.deepEqual(comparable(again), comparable(first));
  if (!first.ok) return;
  const lines = text.split('\n');
  for (const { lineNo, linePos, code, description } of first.violations) {
    const line = lines[lineNo - 1];
    // SQLFluff knows only the line of a malformed remark when it could not parse the text.
    const leastPos = description.startsWith("Malformed 'noqa'") ? 0 : 1;
    // A violation at the end of a text may stand behind its last character, or on the line that would follow.
    const isPlace =
      line === undefined ? lineNo === lines.length + 1 : linePos >= leastPos && linePos <= Array.from(line).length + 1;
    assert.ok(isPlace, `${code} at ${lineNo}:${linePos}`);
  }
}

function comparable(outcome: EngineOutcome): unknown {
  return outcome.ok ? outcome.violations : [outcome.errorCode, outcome.message];
}
