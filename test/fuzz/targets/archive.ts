import assert from 'node:assert/strict';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import {
  type ArchiveBytes,
  wholeArchive,
  windowedArchive,
} from '../../../lint-runner/src/source/archive/archiveBytes.ts';
import type { ArchiveLimits } from '../../../lint-runner/src/source/archive/archiveLimits.ts';
import { openArchive } from '../../../lint-runner/src/source/archive/openArchive.ts';
import {
  type CraftedEntry,
  movedBy,
  unicodePathField,
  zipBytes,
} from '../../../lint-runner/src/source/archive/testing/zipBytes.ts';
import { sha256Of } from '../../../lint-runner/src/source/sha256.ts';
import { EntryError, SourceError } from '../../../lint-runner/src/source/types.ts';
import { withZip64Count } from '../../hostile/crafting.ts';
import { mutated, mutation } from '../mutations.ts';
import { openSecondReader, type SecondReader } from '../secondReader.ts';
import { type FuzzTarget, Tally } from '../target.ts';

const limits: ArchiveLimits = {
  maxEntries: 20,
  maxTotalBytes: 40_000,
  maxFileBytes: 20_000,
  maxRatio: 200,
  ratioAboveBytes: 4096,
};

/**
 * Archives that an attacker may make, and ordinary ones with damage: nothing but the documented errors; the same answer
 * each time, read as a whole or in pieces; names that cannot leave the archive nor a line; never more bytes than allowed;
 * and every byte as a second reader has it.
 */
export const archiveTarget: FuzzTarget = {
  name: 'archive',
  weight: 3,
  async open() {
    const met = new Tally();
    const second = openSecondReader();
    return {
      met,
      property: fc.asyncProperty(archive, (bytes) => check(bytes, second, met)) as never,
      close: () => second.close(),
    };
  },
};

const plainName = fc
  .tuple(fc.nat(9), fc.constantFrom('', '报表', 'a/', 'ü'))
  .map(([number, part]) => `${part}${number}.sql`);
const oddName: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  fc.constantFrom(
    '../a.sql',
    'a/../b.sql',
    '..',
    'a/..',
    '/a.sql',
    'C:a.sql',
    'a\\b.sql',
    '',
    'a.sql/',
    '.sqlfluff',
    'a.sql\0.txt',
    '\u202e.sql',
  ),
  fc
    .array(fc.constantFrom('..', '.', '/', '\\', 'a', ':', '\0', '\n', '\u202e', '报', '.sql'), { maxLength: 6 })
    .map((parts) => `${parts.join('')}.sql`),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.concat([bytes, Buffer.from('.sql')])),
);

const content = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.nat(6_000).map((length) => 'a'.repeat(length)),
  fc.uint8Array({ maxLength: 300 }),
);

const unicodeName = fc
  .string({ maxLength: 5 })
  .map((text) => new Uint8Array(unicodePathField(Buffer.from('0.sql'), `${text}.sql`)));

/** What an ordinary program writes. */
const plainEntry: fc.Arbitrary<CraftedEntry> = fc.record({ name: plainName, content, method: fc.constantFrom(0, 8) });

/** What no program writes: one field says something else than it should. */
const oddEntry: fc.Arbitrary<CraftedEntry> = fc
  .tuple(
    plainEntry,
    fc.oneof<fc.Arbitrary<Partial<CraftedEntry>>[]>(
      oddName.map((name) => ({ name })),
      fc.oneof(unicodeName, fc.uint8Array({ maxLength: 40 })).map((extra) => ({ extra })),
      fc.nat(0xffff).map((flags) => ({ flags })),
      fc.oneof(fc.nat(300), fc.nat(0xffffffff)).map((uncompressedSize) => ({ uncompressedSize })),
      fc.nat(300).map((compressedSize) => ({ compressedSize })),
      fc.nat(0xffffffff).map((crc32) => ({ crc32 })),
      fc.nat(400).map((headerOffset) => ({ headerOffset })),
      fc.nat(0xffffffff).map((externalAttributes) => ({ externalAttributes, versionMadeBy: 3 << 8 })),
      fc.uint8Array({ maxLength: 60 }).map((data) => ({ data })),
    ),
  )
  .map(([entry, odd]) => ({ ...entry, ...odd }));

const entry = fc.oneof({ weight: 7, arbitrary: plainEntry }, { weight: 1, arbitrary: oddEntry });
const crafted = fc
  .tuple(
    fc.array(entry, { minLength: 1, maxLength: 5 }),
    fc.oneof(fc.constant(new Uint8Array()), fc.uint8Array({ maxLength: 30 })),
  )
  .map(([entries, comment]) => zipBytes(entries, { comment }));

const uncommented = fc.array(entry, { minLength: 1, maxLength: 5 }).map((entries) => zipBytes(entries));

const archive: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 4, arbitrary: crafted },
  {
    weight: 4,
    arbitrary: fc
      .tuple(crafted, fc.array(mutation, { minLength: 1, maxLength: 3 }))
      .map(([bytes, changes]) => mutated(bytes, changes)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(crafted, uncommented)
      .map(([first, then]) => Buffer.concat([first, movedBy(first.length, then)])),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(uncommented, fc.constantFrom(0, 1, 2, 3, 8), fc.array(mutation, { maxLength: 1 }))
      .map(([bytes, count, changes]) => mutated(withZip64Count(bytes, count), changes)),
  },
);

async function check(bytes: Buffer, second: SecondReader, met: Tally): Promise<void> {
  const found = await answerOf(wholeArchive(bytes));
  met.note(typeof found === 'string' ? kindOf(found) : 'opened');
  assert.deepEqual(await answerOf(wholeArchive(bytes)), found);
  assert.deepEqual(await answerOf(windowedArchive(fileOf(bytes), bytes.length, 64)), found);
  if (typeof found === 'string') return;
  let total = 0;
  for (const { fileName, bytes: content } of found) {
    checkName(fileName);
    total += content?.length ?? 0;
    assert.ok((content?.length ?? 0) <= limits.maxFileBytes);
  }
  assert.ok(total <= limits.maxTotalBytes, `${total} bytes`);
  await compare(bytes, found, second, met);
}

/** Both readers may refuse what they like; what both accept they must read alike. */
async function compare(archive: Buffer, found: readonly FoundFile[], second: SecondReader, met: Tally): Promise<void> {
  const opinion = await second.read(archive);
  met.note('error' in opinion ? 'opened, the second reader refuses' : 'opened by both readers');
  if ('error' in opinion) return;
  for (const { fileName, bytes } of found) {
    if (bytes === undefined) continue;
    const isSame = opinion.files.some(([sha256, crc]) => sha256 === sha256Of(bytes) && crc === crc32(bytes));
    assert.ok(isSame, `${JSON.stringify(fileName)} has other bytes for the second reader`);
  }
}

function checkName(fileName: string): void {
  assert.ok(fileName.length > 0 && fileName.length <= 1024 && fileName.isWellFormed());
  assert.doesNotMatch(fileName, /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
  assert.ok(!fileName.startsWith('/') && !/^[A-Za-z]:/.test(fileName));
  assert.ok(!fileName.split('/').includes('..'));
  assert.match(fileName, /\.sql$/i);
}

/** A refusal without what it says of this archive alone. */
function kindOf(refusal: string): string {
  return refusal
    .replace(/its entry ".*" /, 'its entry ')
    .replace(/\. .*|: (invalid|0x).*/, '')
    .replace(/\d+/g, 'N');
}

interface FoundFile {
  readonly fileName: string;
  /** Undefined for a file that cannot be read. */
  readonly bytes: Buffer | undefined;
}

/** The files, or the sentence of the refusal. @throws what is no documented error */
async function answerOf(bytes: ArchiveBytes): Promise<readonly FoundFile[] | string> {
  try {
    const { entries } = await openArchive(bytes, limits);
    const files: FoundFile[] = [];
    for (const entry of entries) {
      files.push({
        fileName: entry.fileName,
        bytes: entry.problem ? undefined : await readOrRefuse(() => entry.read()),
      });
    }
    return files;
  } catch (error) {
    if (error instanceof SourceError) return error.message;
    throw error;
  }
}

async function readOrRefuse(read: () => Promise<Buffer>): Promise<Buffer | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof EntryError) return undefined;
    throw error;
  }
}

/** As much of a file as the reader needs. */
function fileOf(bytes: Buffer): FileHandle {
  const file = {
    read: async (buffer: Buffer, offset: number, length: number, position: number) => ({
      bytesRead: bytes.copy(buffer, offset, position, position + length),
    }),
  };
  return file as never;
}
