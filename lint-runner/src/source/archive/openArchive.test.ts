import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ZipFile } from 'yazl';
import type { Source } from '../types.ts';
import { openArchiveBytes, wholeArchive, windowedArchive } from './archiveBytes.ts';
import { type ArchiveLimits, defaultArchiveLimits } from './archiveLimits.ts';
import { openArchive } from './openArchive.ts';
import { type CraftedEntry, movedBy, unicodePathField, zipBytes } from './testing/zipBytes.ts';

const limits: ArchiveLimits = { ...defaultArchiveLimits, maxFileBytes: 1024 ** 2 };
const unixLink = { versionMadeBy: 3 << 8, externalAttributes: (0o120777 << 16) >>> 0 };

function openBytes(bytes: Buffer, changed: Partial<ArchiveLimits> = {}): Promise<Source> {
  return openArchive(wholeArchive(bytes), { ...limits, ...changed });
}

async function zipOf(files: readonly { readonly name: string; readonly content: Buffer }[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, content } of files) zip.addBuffer(content, name);
  zip.end();
  return buffer(zip.outputStream);
}

describe('an ordinary archive', () => {
  test('gives its .sql files in the order of its directory, whatever the case of the ending', async () => {
    const names = ['b.sql', 'docs/readme.md', 'a/A.SQL', 'folder/', '__MACOSX/b.sql', 'a/._b.sql', 'z.sql.bak'];
    const source = await openBytes(zipBytes(names.map((name) => ({ name }))));
    expect(source.entries.map(({ entryIndex, fileName }) => [entryIndex, fileName])).toEqual([
      [0, 'b.sql'],
      [1, 'a/A.SQL'],
    ]);
  });

  test('keeps files of equal name apart', async () => {
    const source = await openBytes(
      zipBytes([
        { name: 'a.sql', content: 'SELECT 1' },
        { name: 'a.sql', content: '2' },
      ]),
    );
    expect(await contentsOf(source)).toEqual(['SELECT 1', '2']);
  });

  test('may be in the ZIP64 format, and without sizes in its local headers', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('SELECT 1'), 'a.sql', { forceZip64Format: true });
    zip.addReadStream(Readable.from([Buffer.from('SELECT 2')]), 'b.sql');
    zip.end({ forceZip64Format: true, comment: '' });
    expect(await contentsOf(await openBytes(await buffer(zip.outputStream)))).toEqual(['SELECT 1', 'SELECT 2']);
  });

  test('may have a comment', async () => {
    const bytes = zipBytes([{ name: 'outer.sql' }], { comment: Buffer.from('nightly') });
    expect((await openBytes(bytes)).entries.map(({ fileName }) => fileName)).toEqual(['outer.sql']);
  });

  test('that holds archives gives none of their files', async () => {
    const inner = zipBytes([{ name: 'inner.sql' }]);
    const source = await openBytes(zipBytes([{ name: 'inner.zip', content: inner }, { name: 'a.sql' }]));
    expect(source.entries.map(({ fileName }) => fileName)).toEqual(['a.sql']);
  });

  test('gives back what was put in, from memory and in pieces from a file', async () => {
    const file = fc.record({
      name: fc.string({ unit: fc.constantFrom('a', '表', '/', '-', ' '), minLength: 1, maxLength: 8 }),
      content: fc.uint8Array({ maxLength: 3000 }),
    });
    const dir = await mkdtemp(join(tmpdir(), 'archive-'));
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 6 }), async (files) => {
        const named = files.map(({ content }, index) => ({
          name: `${index}${files[index]?.name.replaceAll('/', '_') ?? ''}.sql`,
          content: Buffer.from(content),
        }));
        const bytes = await zipOf(named);
        await writeFile(join(dir, 'a.zip'), bytes);
        const handle = await open(join(dir, 'a.zip'));
        try {
          for (const archive of [
            wholeArchive(bytes),
            await openArchiveBytes(handle),
            windowedArchive(handle, bytes.length, 512),
          ]) {
            const source = await openArchive(archive, limits);
            expect(source.entries.map(({ fileName }) => fileName)).toEqual(named.map(({ name }) => name));
            const read = await Promise.all(source.entries.map((entry) => entry.read()));
            expect(read.map((content) => content.toString('hex'))).toEqual(
              named.map(({ content }) => content.toString('hex')),
            );
          }
        } finally {
          await handle.close();
        }
      }),
      { numRuns: 40 },
    );
    await rm(dir, { recursive: true });
  });
});

describe('the names in an archive', () => {
  const gbk = Buffer.from([0xb1, 0xa8, 0xb1, 0xed, 0x2e, 0x73, 0x71, 0x6c]);
  const cp437 = Buffer.from([0x66, 0x94, 0xff, 0x2e, 0x73, 0x71, 0x6c]);
  test.each<[string, CraftedEntry, string]>([
    ['by the UTF-8 flag', { name: '报表.sql', flags: 0x800 }, '报表.sql'],
    ['as strict UTF-8 without the flag', { name: '报表.sql', flags: 0 }, '报表.sql'],
    ['as GB18030 when they are not UTF-8', { name: gbk, flags: 0 }, '报表.sql'],
    ['as GB18030 when the UTF-8 flag lies', { name: gbk, flags: 0x800 }, '报表.sql'],
    ['as code page 437 when nothing else fits', { name: cp437, flags: 0 }, 'fö\u00a0.sql'],
    ['by the Unicode extra field', { name: gbk, flags: 0, extra: unicodePathField(gbk, 'ü.sql') }, 'ü.sql'],
    [
      'without an extra field that belongs to another name',
      { name: gbk, flags: 0, extra: unicodePathField(cp437, 'ü.sql') },
      '报表.sql',
    ],
    ['with control characters escaped', { name: 'a\u0000b\n.sql' }, 'a\\x00b\\x0a.sql'],
  ])('are read %s', async (_how, entry, expected) => {
    const source = await openBytes(zipBytes([entry]));
    expect(source.entries[0]?.fileName).toBe(expected);
  });
});

describe('an archive that is refused as a whole', () => {
  const sql: CraftedEntry = { name: 'ok.sql' };
  const first = zipBytes([sql]);
  test.each<[string, Buffer, string, string]>([
    ['is not a ZIP', Buffer.from('SELECT 1'), 'SourceInvalid', 'is not a complete ZIP archive'],
    ['has no bytes', Buffer.alloc(0), 'SourceInvalid', 'is not a complete ZIP archive'],
    ['is cut short', first.subarray(0, first.length - 10), 'SourceInvalid', 'is not a complete ZIP archive'],
    [
      'has bytes behind its end',
      Buffer.concat([first, Buffer.from('\0\0')]),
      'SourceInvalid',
      'The file is not a complete ZIP archive: invalid comment length.',
    ],
    ['has no entries', zipBytes([]), 'SourceEmpty', 'has no .sql file'],
    ['has no .sql file', zipBytes([{ name: 'a.txt' }]), 'SourceEmpty', 'has no .sql file'],
    ['climbs out', zipBytes([sql, { name: '../a.sql' }]), 'SourceInvalid', 'leaves the archive with ..'],
    ['climbs out in the middle', zipBytes([{ name: 'a/../../b.txt' }, sql]), 'SourceInvalid', 'leaves the archive'],
    ['has an absolute name', zipBytes([sql, { name: '/etc/a.sql' }]), 'SourceInvalid', 'absolute name'],
    ['has a drive letter', zipBytes([sql, { name: 'C:/a.sql' }]), 'SourceInvalid', 'drive letter'],
    ['has a backslash', zipBytes([sql, { name: 'a\\b.sql' }]), 'SourceInvalid', 'backslash'],
    ['has an empty name', zipBytes([sql, { name: '' }]), 'SourceInvalid', 'has no name'],
    ['holds a link', zipBytes([sql, { name: 'l.sql', ...unixLink }]), 'SourceInvalid', 'link or a device'],
    [
      'holds a device',
      zipBytes([{ name: 'd', versionMadeBy: 3 << 8, externalAttributes: (0o020666 << 16) >>> 0 }, sql]),
      'SourceInvalid',
      'link or a device',
    ],
    ['is encrypted', zipBytes([sql, { name: 'e.sql', flags: 1 }]), 'SourceInvalid', 'is encrypted'],
    ['is strongly encrypted', zipBytes([{ name: 'e.sql', flags: 0x41 }]), 'SourceInvalid', 'encryption'],
    ['has two entries at one place', zipBytes([sql, { name: 'b.sql', headerOffset: 0 }]), 'SourceInvalid', 'overlap'],
    [
      'has an entry that swallows the next',
      zipBytes([{ name: 'a.sql', method: 0, compressedSize: 60, uncompressedSize: 60 }, sql]),
      'SourceInvalid',
      'overlap',
    ],
    ['reaches beyond its end', zipBytes([{ name: 'a.sql', headerOffset: 9999 }]), 'SourceInvalid', 'beyond its end'],
    [
      'holds more than its end record counts',
      zipBytes([sql, { name: 'b.sql' }], { entryCount: 1 }),
      'SourceInvalid',
      'more entries than its end record counts',
    ],
    [
      'counts more than it holds',
      zipBytes([sql], { entryCount: 3 }),
      'SourceInvalid',
      "archive's directory is damaged",
    ],
    [
      'has another archive as its comment',
      zipBytes([sql], { comment: zipBytes([{ name: 'no.sql' }]) }),
      'SourceInvalid',
      'is ambiguous',
    ],
    [
      'has two end records that reach to its end',
      zipBytes([sql], { comment: movedBy(first.length, zipBytes([{ name: 'no.sql' }])) }),
      'SourceInvalid',
      'has two end records',
    ],
    [
      'begins with another archive',
      Buffer.concat([first, movedBy(first.length, zipBytes([{ name: 'no.sql' }]))]),
      'SourceInvalid',
      'leaves out its first entry',
    ],
    [
      'would inflate 1000 times',
      zipBytes([{ name: 'zeros.sql', content: Buffer.alloc(4 * 1024 ** 2) }]),
      'SourceInvalid',
      'more than 200 times its size',
    ],
  ])('one that %s', async (_what, bytes, reason, words) => {
    const refusal = openBytes(bytes);
    await expect(refusal).rejects.toMatchObject({ name: 'SourceError', reason });
    await expect(refusal).rejects.toThrow(words);
  });

  test('one with too many entries', async () => {
    const bytes = zipBytes(Array.from({ length: 11 }, (_, index) => ({ name: `${index}.sql` })));
    await expect(openBytes(bytes, { maxEntries: 10 })).rejects.toMatchObject({ reason: 'SourceTooLarge' });
  });

  test('one whose files say that they are too many bytes together', async () => {
    const bytes = zipBytes([sql, { name: 'b.sql' }]);
    await expect(openBytes(bytes, { maxTotalBytes: 17 })).rejects.toMatchObject({ reason: 'SourceTooLarge' });
  });

  test('one whose local header makes an entry reach into the next is refused when that is read', async () => {
    const bytes = zipBytes([{ name: 'a.sql' }, sql]);
    bytes.writeUInt16LE(9, 28);
    const source = await openBytes(bytes);
    await expect(source.entries[0]?.read()).rejects.toMatchObject({ name: 'SourceError', reason: 'SourceInvalid' });
  });
});

describe('the settings in an archive', () => {
  async function configsOf(entries: readonly CraftedEntry[]) {
    const { configFiles = [] } = await openBytes(zipBytes([...entries, { name: 'a.sql' }]));
    return Promise.all(
      configFiles.map(async ({ folder, fileName, read }) => [folder, fileName, (await read()).toString()]),
    );
  }

  test('are its .sqlfluff files with their folders, and no others', async () => {
    const names = ['.sqlfluff', './db//views/.sqlfluff', 'x.sqlfluff', '.sqlfluff/', '__MACOSX/.sqlfluff', '.SQLFLUFF'];
    expect(await configsOf(names.map((name) => ({ name, content: name.endsWith('/') ? '' : name })))).toEqual([
      ['', '.sqlfluff', '.sqlfluff'],
      ['db/views', './db//views/.sqlfluff', './db//views/.sqlfluff'],
    ]);
  });

  test('of one folder twice are those that come last', async () => {
    const entries = ['one', 'two'].map((content) => ({ name: 'db/.sqlfluff', content }));
    expect(await configsOf(entries)).toEqual([['db', 'db/.sqlfluff', 'two']]);
  });

  test('that are damaged are no more than unreadable', async () => {
    await expect(configsOf([{ name: '.sqlfluff', crc32: 1 }])).rejects.toMatchObject({ name: 'EntryError' });
  });

  test('belong to the files below their folder', async () => {
    const source = await openBytes(zipBytes(['a.sql', './b.sql', 'db/views/c.sql'].map((name) => ({ name }))));
    expect(source.entries.map(({ folder }) => folder)).toEqual(['', '', 'db/views']);
  });
});

describe('a damaged entry in an archive', () => {
  const good: CraftedEntry = { name: 'good.sql', content: 'SELECT 2' };
  test.each<[string, CraftedEntry, string]>([
    ['a wrong CRC-32', { name: 'bad.sql', crc32: 1 }, 'its CRC-32 does not match'],
    ['an unknown method', { name: 'bad.sql', method: 12 }, 'compressed by method 12'],
    ['broken deflate data', { name: 'bad.sql', data: Buffer.from([0xff, 0xff, 0xff]) }, 'cannot be inflated'],
    ['a size that is too small', { name: 'bad.sql', uncompressedSize: 3 }, 'inflates to more than its record says'],
    ['a size that is too big', { name: 'bad.sql', uncompressedSize: 30 }, 'another size than its record says'],
    ['no bytes where it says some', { name: 'bad.sql', uncompressedSize: 0 }, 'inflates to more'],
    [
      'a stored size that differs',
      { name: 'bad.sql', method: 0, uncompressedSize: 3 },
      'takes more bytes than it inflates to',
    ],
  ])('by %s costs only that file', async (_how, bad, words) => {
    const source = await openBytes(zipBytes([bad, good]));
    const [first, second] = source.entries;
    await expect(first?.read()).rejects.toMatchObject({ name: 'EntryError', code: 'UNDECODABLE' });
    await expect(first?.read()).rejects.toThrow(words);
    expect((await second?.read())?.toString()).toBe('SELECT 2');
  });

  test('a file that is too large is known before it is read', async () => {
    const source = await openBytes(zipBytes([{ name: 'big.sql', content: 'x'.repeat(101) }, good]), {
      maxFileBytes: 100,
    });
    expect(source.entries[0]?.problem).toEqual({
      code: 'TOO_LARGE',
      message: 'The file has 101 bytes; at most 100 are allowed.',
    });
    expect(source.entries[1]?.problem).toBeUndefined();
  });

  test('whatever bytes are flipped, an archive is refused, a file is refused, or the file is as it was', async () => {
    const bytes = zipBytes([{ name: 'a.sql', content: 'SELECT a FROM b;\n'.repeat(20) }]);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (position, change) => {
        const changed = Buffer.from(bytes);
        changed[position] = (changed[position] ?? 0) ^ change;
        expect(await outcomeOf(changed)).toMatch(/^(SourceError|EntryError|as it was)$/);
      }),
      { numRuns: 400 },
    );
  });
});

async function outcomeOf(bytes: Buffer): Promise<string> {
  try {
    const source = await openBytes(bytes);
    const contents = await contentsOf(source);
    return contents.join('') === 'SELECT a FROM b;\n'.repeat(20) ? 'as it was' : `changed: ${contents.join('')}`;
  } catch (error) {
    return (error as Error).name;
  }
}

async function contentsOf(source: Source): Promise<readonly string[]> {
  return Promise.all(source.entries.map(async (entry) => (await entry.read()).toString()));
}
