import { mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ShareUnavailableError } from '@sqllint/core/share/errors';
import { openShare } from '@sqllint/core/share/openShare';
import { windowedArchive } from './archive/archiveBytes.ts';
import { type ArchiveLimits, defaultArchiveLimits } from './archive/archiveLimits.ts';
import { openArchive } from './archive/openArchive.ts';
import { zipBytes } from './archive/testing/zipBytes.ts';
import { openArchiveSource } from './archiveSource.ts';
import { openFileSource } from './fileSource.ts';
import { sha256Of } from './sha256.ts';
import type { Source } from './types.ts';

const limits: ArchiveLimits = { ...defaultArchiveLimits, maxFileBytes: 1024 ** 2 };
const archive = zipBytes([{ name: 'a.sql', content: 'SELECT 1' }, { name: 'b.sql' }]);
const text = Buffer.from('SELECT 2');
let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'source-'));
  await writeFile(join(root, 'a.zip'), archive);
  await writeFile(join(root, 'a.sql'), text);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await rm(root, { recursive: true });
});

/** Lets one operation on a file handle fail, counted from 0, as a share does that is away for a moment. */
async function failOnce(method: 'read' | 'stat', nth: number): Promise<void> {
  const handle = await open(root, 'r');
  const prototype: Record<typeof method, (...args: unknown[]) => Promise<unknown>> = Object.getPrototypeOf(handle);
  await handle.close();
  const original = prototype[method];
  let calls = 0;
  jest.spyOn(prototype, method).mockImplementation(function (this: unknown, ...args: unknown[]) {
    calls += 1;
    if (calls - 1 !== nth) return Reflect.apply(original, this, args);
    return Promise.reject(Object.assign(new Error('EIO: i/o error'), { code: 'EIO', syscall: method }));
  });
}

/** Opens the archive so that each record and each header is a read of its own. */
async function openInPieces(): Promise<Source> {
  const handle = await open(join(root, 'a.zip'));
  const bytes = windowedArchive(handle, archive.length, 16);
  return openArchive(bytes, limits, () => handle.close()).catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
}

function openWhole(sha256?: string): Promise<Source> {
  return openArchiveSource({ share: openShare(root), archive: { path: 'a.zip', sha256 }, limits });
}

function openFile(): Promise<Source> {
  const file = { path: 'a.sql', sha256: sha256Of(text) };
  return openFileSource({ share: openShare(root), file, fileName: 'a.sql', maxFileBytes: 100 });
}

/** What becomes of an operation, for each read in it that may fail. */
async function outcomes(operation: () => Promise<unknown>): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let nth = 0; seen.at(-1) !== 'done'; nth += 1) {
    await failOnce('read', nth);
    seen.push(
      await operation().then(
        () => 'done',
        (error: Error) => error.name,
      ),
    );
    jest.restoreAllMocks();
  }
  return seen;
}

describe('a share that fails while a source is read', () => {
  const away = 'ShareUnavailableError';

  test('passes no verdict on an archive that is opened', async () => {
    const openAndClose = async (opening: Promise<Source>) => (await opening).close();
    expect(await outcomes(() => openAndClose(openWhole()))).toEqual([away, 'done']);
    expect(await outcomes(() => openAndClose(openWhole(sha256Of(archive))))).toEqual([away, away, away, 'done']);
    const inPieces = await outcomes(() => openAndClose(openInPieces()));
    expect(inPieces.length).toBeGreaterThan(3);
    expect(new Set(inPieces)).toEqual(new Set([away, 'done']));
  });

  test('passes no verdict on the entry of an archive, which can be read again', async () => {
    const source = await openInPieces();
    const [entry] = source.entries;
    const seen = await outcomes(async () => entry?.read());
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen)).toEqual(new Set([away, 'done']));
    expect(String(await entry?.read())).toBe('SELECT 1');
    await source.close();
  });

  test('passes no verdict on a single file, which can be read again', async () => {
    const source = await openFile();
    expect(await outcomes(async () => source.entries[0]?.read())).toEqual([away, 'done']);
    await source.close();
  });

  test('passes no verdict on a file whose size it cannot tell', async () => {
    // The first one is asked for when the share opens the file.
    await failOnce('stat', 1);
    await expect(openFile()).rejects.toThrow(ShareUnavailableError);
  });

  test('is retried, too, for a handle that another reader closed', async () => {
    const source = await openFile();
    await source.close();
    await expect(source.entries[0]?.read()).rejects.toThrow(ShareUnavailableError);
  });
});

describe('a source that becomes shorter while it is read', () => {
  test('is refused, and no entry of it is called damaged', async () => {
    const source = await openInPieces();
    await truncate(join(root, 'a.zip'), 4);
    await expect(source.entries[0]?.read()).rejects.toMatchObject({
      name: 'SourceError',
      message: 'The archive became shorter while it was read.',
    });
    await source.close();
  });

  test('is refused, as a single file', async () => {
    const source = await openFile();
    await truncate(join(root, 'a.sql'), 4);
    await expect(source.entries[0]?.read()).rejects.toMatchObject({
      name: 'SourceError',
      message: 'The file became shorter while it was read.',
    });
    await source.close();
  });
});
