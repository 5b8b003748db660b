import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { python } from '../../lint-runner/src/engine/testdata/testPool.ts';
import { engineVersion } from '../../lint-runner/src/engineVersion.ts';
import { type CraftedEntry, zipBytes } from '../../lint-runner/src/source/archive/testing/zipBytes.ts';
import { type EmbeddedCluster, openEmbeddedCluster } from './embeddedCluster.ts';

/** Files that end an engine, through the whole controller with a runner of its own. */

const doomed = {
  // Rules that look at all selects of a union for each of them: minutes.
  'hangs.sql': `${'SELECT a FROM t UNION '.repeat(2500)}SELECT a FROM t;\n`,
  // One character beyond the basic plane makes Python keep four bytes for each of them.
  'eats.sql': `SELECT '😀${' '.repeat(19 * 1024 ** 2)}';\n`,
  // The parser's own stack: it counts brackets, but not joins that wait for their conditions.
  'crashes.sql': `SELECT 1 FROM t ${'JOIN t '.repeat(5000)};\n`,
} as const;
const patienceMs = 60_000;
const good: CraftedEntry = { name: 'good.sql', content: 'SELECT 1;\n' };
/** What a runner may need for one file; for an answer of 300 MB that is read to its end it needs gigabytes. */
const runnerMib = 768;

let cluster: EmbeddedCluster | undefined;
afterEach(() => cluster?.stop());

test(
  'of 300 files exactly the one that hangs, the one that eats memory and the one that crashes fail, each after two tries',
  async () => {
    cluster = await openEmbeddedCluster({ engines: 2, engineMemoryMib: 320, withinMs: patienceMs });
    cluster.put('archives/a.zip', zipBytes(threeHundredFiles()));
    const source = { archive: { path: 'archives/a.zip' } };
    const { phase, tasks } = await cluster.run('doomed', { source, fileTimeoutSeconds: 5 });

    expect(phase).toBe('PartiallyCompleted');
    expect(tasks).toHaveLength(300);
    const failed = tasks.filter(({ status }) => status !== 'SUCCESS');
    expect(
      Object.fromEntries(failed.map(({ fileName, status, errorCode }) => [fileName, [status, errorCode]])),
    ).toEqual({
      'hangs.sql': ['FAILURE', 'TIMEOUT'],
      'eats.sql': ['FAILURE', 'OUT_OF_MEMORY'],
      'crashes.sql': ['FAILURE', 'ENGINE_CRASH'],
    });
    const byFile = Map.groupBy(cluster.replacements(), ({ file }) => file);
    expect(Object.fromEntries(byFile)).toEqual({
      'hangs.sql': [0, 1].map((strikes) => ({ reason: 'timeout', file: 'hangs.sql', strikes })),
      'eats.sql': [0, 1].map((strikes) => ({ reason: 'memory', file: 'eats.sql', strikes })),
      'crashes.sql': [0, 1].map((strikes) => ({ reason: 'crash', file: 'crashes.sql', strikes })),
    });
    // The engines were replaced, the runner was not.
    expect(cluster.peakMib().size).toBe(1);
  },
  patienceMs + 30_000,
);

test('a text with a million violations fails for want of memory, and the file beside it does not', async () => {
  cluster = await openEmbeddedCluster({ engines: 1, engineMemoryMib: 320, withinMs: patienceMs });
  const archive = zipBytes([{ name: 'million.sql', content: '\0 '.repeat(1_000_000), method: 0 }, good]);
  expect(await endOf(archive)).toEqual({ phase: 'PartiallyCompleted', codes: ['OUT_OF_MEMORY', null] });
}, 90_000);

describe('what would fill the memory of the runner', () => {
  let folder = '';
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flood-'));
    const script = join(import.meta.dirname, 'floodingEngine.py');
    const flooding = join(folder, 'python');
    writeFileSync(flooding, `#!/bin/sh\nexec '${python}' '${script}' '${engineVersion}'\n`, { mode: 0o755 });
    cluster = await openEmbeddedCluster({ engines: 1, engineMemoryMib: 320, python: flooding, withinMs: patienceMs });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ['20 MB of nothing but carriage returns', '\r'.repeat(20 * 1024 ** 2), { phase: 'Completed', codes: [null, null] }],
    [
      '20 MB of nothing but NULs',
      '\0'.repeat(20 * 1024 ** 2),
      { phase: 'PartiallyCompleted', codes: ['TOO_LARGE', null] },
    ],
    ['5 MB of nothing but NULs', '\0'.repeat(5 * 1024 ** 2), { phase: 'Completed', codes: [null, null] }],
    ['an answer of 40,000 violations is taken', 'violations: 40000', { phase: 'Completed', codes: [null, null] }],
    [
      'an answer of 300 MB fails its file',
      'violations: 1500000',
      { phase: 'PartiallyCompleted', codes: ['ENGINE_CRASH', null] },
    ],
    [
      'an answer without an end fails its file',
      'endless',
      { phase: 'PartiallyCompleted', codes: ['ENGINE_CRASH', null] },
    ],
  ])(
    '%s',
    async (_what, content, end) => {
      expect(await endOf(zipBytes([{ name: 'flood.sql', content, method: 0 }, good]))).toEqual(end);
      const [[, peakMib] = [], ...others] = [...(cluster?.peakMib() ?? [])];
      expect(others).toEqual([]);
      expect(peakMib).toBeLessThan(runnerMib);
    },
    90_000,
  );
});

async function endOf(archive: Uint8Array): Promise<unknown> {
  cluster?.put('archives/a.zip', archive);
  const ended = await cluster?.run('doomed', { source: { archive: { path: 'archives/a.zip' } } });
  return { phase: ended?.phase, codes: ended?.tasks.map(({ errorCode }) => errorCode) };
}

function threeHundredFiles(): readonly CraftedEntry[] {
  const harmless = Array.from({ length: 297 }, (_, index) => ({
    name: `${index}.sql`,
    content: `SELECT ${index} AS a FROM t;\n`,
  }));
  const harmful = Object.entries(doomed).map(([name, content]) => ({ name, content, method: 0 }));
  return [...harmless.slice(0, 100), ...harmful, ...harmless.slice(100)];
}
