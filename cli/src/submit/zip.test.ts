import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromBufferPromise } from 'yauzl';
import { buildMemoryZip } from './memoryZip.ts';
import { streamZip } from './streamZip.ts';

/** Reads an archive with an independent reader, which checks names, sizes and CRC-32. */
async function unzip(archive: Buffer): Promise<Record<string, string>> {
  const zip = await fromBufferPromise(archive);
  const found: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) {
    const content = await buffer(await zip.openReadStreamPromise(entry));
    found[entry.fileName] = content.toString('utf8');
  }
  return found;
}

describe('an archive built in memory', () => {
  test('gives back every name and content', async () => {
    const part = fc.stringMatching(/^[a-z月報é ]{1,8}$/).map((text) => `${text}.sql`);
    const entries = fc.uniqueArray(fc.record({ name: part, text: fc.string({ unit: 'grapheme' }) }), {
      selector: ({ name }) => name,
    });
    await fc.assert(
      fc.asyncProperty(entries, async (files) => {
        const archive = buildMemoryZip(files.map(({ name, text }) => ({ name, content: Buffer.from(text) })));
        expect(await unzip(archive)).toEqual(Object.fromEntries(files.map(({ name, text }) => [name, text])));
      }),
      { numRuns: 50 },
    );
  });

  test('has the same bytes for the same files', () => {
    const files = [{ name: 'a.sql', content: Buffer.from('SELECT 1') }];
    expect(buildMemoryZip(files).equals(buildMemoryZip(files))).toBe(true);
  });
});

describe('an archive made while it is sent', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sqllint-zip-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('gives back every name and content', async () => {
    writeFileSync(join(folder, 'x'), 'SELECT 1');
    writeFileSync(join(folder, 'y'), 'SELECT 2\n'.repeat(10_000));
    const files = [
      { path: join(folder, 'x'), name: 'a/月报.sql' },
      { path: join(folder, 'y'), name: 'b.sql' },
    ];
    expect(await unzip(await buffer(streamZip(files)))).toEqual({
      'a/月报.sql': 'SELECT 1',
      'b.sql': 'SELECT 2\n'.repeat(10_000),
    });
  });

  test('fails when a file has gone meanwhile', async () => {
    await expect(buffer(streamZip([{ path: join(folder, 'gone'), name: 'gone.sql' }]))).rejects.toThrow('gone');
  });
});
