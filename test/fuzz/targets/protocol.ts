import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { deathOf, type EngineExit } from '../../../lint-runner/src/engine/engineExit.ts';
import { systemClock } from '../../../lint-runner/src/engine/enginePoolOptions.ts';
import { EngineProcess } from '../../../lint-runner/src/engine/engineProcess.ts';
import { LineSplitter, LineTooLongError } from '../../../lint-runner/src/engine/lines.ts';
import { type EngineAnswer, engineErrorCodes } from '../../../lint-runner/src/engine/protocol.ts';
import { mutated, mutation } from '../mutations.ts';
import { type FuzzTarget, Tally } from '../target.ts';

/** A line of bytes, cut into pieces anywhere: the lines come out whole, or the line is refused as too long. */
export const linesTarget: FuzzTarget = {
  name: 'lines',
  weight: 1,
  async open() {
    const met = new Tally();
    const property = fc.asyncProperty(pieces, async (value) => checkLines(value, met));
    return { met, property: property as never, close: async () => undefined };
  },
};

const pieces = fc.record({
  parts: fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc.constantFrom('\n', '\n\n', 'a\nb\n\nc\nd\n', '中\n', '\r\n').map((text) => new Uint8Array(Buffer.from(text))),
    ),
    { maxLength: 30 },
  ),
  maxBytes: fc.oneof(fc.nat(40), fc.constant(1000)),
});

function checkLines({ parts, maxBytes }: { parts: readonly Uint8Array[]; maxBytes: number }, met: Tally): void {
  const splitter = new LineSplitter(maxBytes);
  const whole = Buffer.concat(parts);
  const lines = whole.toString('latin1').split('\n');
  const expected = lines.slice(0, -1).map((line) => Buffer.from(line, 'latin1').toString('utf8'));
  const tooLong = lines.some((line) => line.length > maxBytes);
  met.note(tooLong ? 'too long' : 'whole');
  try {
    assert.deepEqual(
      parts.flatMap((part) => splitter.push(Buffer.from(part))),
      expected,
    );
    assert.ok(!tooLong, 'a line that is too long was taken');
  } catch (error) {
    if (!(error instanceof LineTooLongError) || !tooLong) throw error;
  }
}

/** Whatever an engine writes and however it ends, there is one end, with answers that are answers before it. */
export const protocolTarget: FuzzTarget = {
  name: 'protocol',
  weight: 2,
  async open() {
    const met = new Tally();
    const folder = await mkdtemp(join(tmpdir(), 'fuzz-engine-'));
    // It stands for Python: whatever it is called with, it writes what the test wants and ends.
    const interpreter = join(folder, 'python');
    await writeFile(interpreter, `#!/bin/sh\ncat '${folder}/output'\ncat '${folder}/errors' >&2\n. '${folder}/end'\n`, {
      mode: 0o755,
    });
    return {
      met,
      property: fc.asyncProperty(engineLife, (life) => checkLife(life, folder, met)) as never,
      close: () => rm(folder, { recursive: true }),
    };
  },
};

const violation = {
  line_no: 1,
  line_pos: 1,
  end_line_no: null,
  end_line_pos: null,
  code: 'LT01',
  name: 'n',
  description: 'd',
  fixable: true,
  warning: false,
};
const goodLine = fc
  .oneof(
    fc.constant({ type: 'ready', sqlfluff_version: '1', engine_version: '1', pid: 1 }),
    fc.nat(3).map((id) => ({ id, ok: true, violations: [violation], analysis_ms: 1, parse_ms: 1 })),
    fc
      .constantFrom('TEMPLATE_ERROR', 'ENGINE_CRASH', 'OUT_OF_MEMORY')
      .map((code) => ({ id: 1, ok: false, error: { code, message: 'm' } })),
  )
  .map((message) => JSON.stringify(message));
const badLine = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '{}',
    '[]',
    'null',
    '1e999',
    '{"id":1e400,"ok":true}',
    '{"__proto__":1}',
    `${'['.repeat(20_000)}`,
    '{"id":1,"ok":false,"error":{"code":"TIMEOUT","message":""}}',
  ),
);
const engineLife = fc.record({
  output: fc
    .tuple(
      fc.array(fc.oneof({ weight: 3, arbitrary: goodLine }, badLine), { maxLength: 6 }),
      fc.array(mutation, { maxLength: 2 }),
      fc.boolean(),
    )
    .map(([lines, changes, damaged]) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      return damaged ? mutated(bytes, changes) : bytes;
    }),
  errors: fc.oneof(
    fc.constantFrom('', 'MemoryError\n', 'memory allocation of 5 bytes failed\n', 'Traceback\n'),
    fc.string({ unit: 'binary', maxLength: 30 }),
  ),
  end: fc.constantFrom('exit 0', 'exit 1', 'exit 77', 'kill -SEGV $$', 'kill -KILL $$'),
});

type Life = typeof engineLife extends fc.Arbitrary<infer Value> ? Value : never;

async function checkLife({ output, errors, end }: Life, folder: string, met: Tally): Promise<void> {
  await Promise.all([
    writeFile(join(folder, 'output'), output),
    writeFile(join(folder, 'errors'), errors),
    writeFile(join(folder, 'end'), `${end}\n`),
  ]);
  const answers: EngineAnswer[] = [];
  const ends: EngineExit[] = [];
  const engine = new EngineProcess({
    python: join(folder, 'python'),
    engineDir: folder,
    memoryLimitMiB: 256,
    startDeadlineMs: 20_000,
    logger: pino({ level: 'silent' }),
    clock: systemClock,
    onReady: () => met.note('became ready'),
    onAnswer: (answer) => answers.push(answer),
    onExit: (exit) => ends.push(exit),
  });
  await engine.ended;
  const [exit, ...others] = ends;
  assert.ok(exit !== undefined && others.length === 0, `${ends.length} ends`);
  met.note(exit.fault ?? 'ended by itself');
  const death = deathOf(exit);
  assert.ok(engineErrorCodes.includes(death.errorCode) && death.message.length < 500);
  for (const answer of answers) {
    assert.ok(
      Number.isSafeInteger(answer.id) &&
        (answer.ok ? Array.isArray(answer.violations) : answer.error.message !== undefined),
    );
  }
}
