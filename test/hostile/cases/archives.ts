import { Readable } from 'node:stream';
import { type CraftedEntry, movedBy, zipBytes } from '../../../lint-runner/src/source/archive/testing/zipBytes.ts';
import { deflatedZeros, programZip, withZip64Count, zip64Size } from '../crafting.ts';
import { type HostileCase, refusedCase, zipCase } from '../hostileCase.ts';

const good: CraftedEntry = { name: 'good.sql', content: 'SELECT 1;\n' };
const goodFile = ['good.sql', []] as const;
const mode = (bits: number) => ({ versionMadeBy: 3 << 8, externalAttributes: (bits << 16) >>> 0 });
const gibibyte = 1024 ** 3;

function refusedEntry(what: string, entry: CraftedEntry, words: string): HostileCase {
  return refusedCase(what, zipBytes([good, entry]), 'SourceInvalid', words);
}

const entryCases: readonly HostileCase[] = [
  refusedEntry('a name that climbs out', { name: '../../evil.sql' }, 'leaves the archive with ..'),
  refusedEntry('a name that climbs out of no SQL file', { name: 'a/../../evil.py' }, 'leaves the archive with ..'),
  refusedEntry('an absolute name', { name: '/etc/cron.d/evil.sql' }, 'absolute name'),
  refusedEntry('a drive letter', { name: 'C:evil.sql' }, 'drive letter'),
  refusedEntry('a network path', { name: '\\\\server\\share\\evil.sql' }, 'backslash'),
  refusedEntry('backslashes that climb out', { name: '..\\evil.sql' }, 'backslash'),
  refusedEntry('an empty name', { name: '' }, 'has no name'),
  refusedEntry('a link', { name: 'l.sql', content: '/etc/passwd', ...mode(0o120777) }, 'link or a device'),
  refusedEntry('a character device', { name: 'd.sql', ...mode(0o020666) }, 'link or a device'),
  refusedEntry('a block device', { name: 'd.sql', ...mode(0o060666) }, 'link or a device'),
  refusedEntry('a named pipe', { name: 'p.sql', ...mode(0o010666) }, 'link or a device'),
  refusedEntry('a socket', { name: 's.sql', ...mode(0o140666) }, 'link or a device'),
  refusedEntry('an encrypted entry', { name: 'e.sql', flags: 0x801 }, 'is encrypted'),
  refusedEntry('a strongly encrypted entry', { name: 'e.sql', flags: 0x841 }, 'encryption'),
  refusedEntry('an encrypted directory', { name: 'e.sql', flags: 0x2000 }, 'is encrypted'),
  zipCase('a wrong CRC-32', zipBytes([{ name: 'bad.sql', crc32: 1 }, good]), [['bad.sql', 'UNDECODABLE'], goodFile]),
  zipCase('a size that is too small', zipBytes([{ name: 'bad.sql', uncompressedSize: 3 }, good]), [
    ['bad.sql', 'UNDECODABLE'],
    goodFile,
  ]),
  zipCase('a size that is too big', zipBytes([{ name: 'bad.sql', uncompressedSize: 300 }, good]), [
    ['bad.sql', 'UNDECODABLE'],
    goodFile,
  ]),
  zipCase('a method that nobody has', zipBytes([{ name: 'bad.sql', method: 99 }, good]), [
    ['bad.sql', 'UNDECODABLE'],
    goodFile,
  ]),
];

/** Many entries over one kernel of data, as in the archives that inflate to petabytes without any nesting. */
const oneKernel = zipBytes(
  Array.from({ length: 5000 }, (_, index) => ({
    name: `${index}.sql`,
    content: index === 0 ? 'SELECT 1;\n'.repeat(100_000) : '',
    ...(index > 0 && { headerOffset: 0 }),
  })),
);

const zeros = deflatedZeros(640, 16 * 1024 ** 2);

const bombCases: readonly HostileCase[] = [
  refusedCase('5,000 entries over one kernel of data', oneKernel, 'SourceInvalid', 'overlap'),
  refusedCase(
    '10 GB of zeros',
    zipBytes([
      good,
      { name: 'zeros.sql', data: zeros, uncompressedSize: 0xffffffff, extra: zip64Size(10 * gibibyte), crc32: 0 },
    ]),
    'SourceInvalid',
    'more than 200 times its size',
  ),
  zipCase(
    '10 GB of zeros that say they are 19 MB',
    zipBytes([good, { name: 'zeros.sql', data: zeros, uncompressedSize: 19 * 1024 ** 2, crc32: 0 }]),
    [goodFile, ['zeros.sql', 'UNDECODABLE']],
  ),
  zipCase(
    'an archive in an archive',
    zipBytes([good, { name: 'inner.zip', content: zipBytes([{ name: 'inner.sql' }]) }]),
    [goodFile],
  ),
  refusedCase(
    'archives ten deep',
    Array.from({ length: 10 }).reduce<Buffer>(
      (inner) => zipBytes([{ name: 'a.zip', content: inner }]),
      zipBytes([good]),
    ),
    'SourceEmpty',
    'has no .sql file',
  ),
  zipCase(
    'an archive that is called a SQL file',
    zipBytes([{ name: 'inner.sql', content: zipBytes([good]), method: 0 }]),
    [['inner.sql', 'UNDECODABLE']],
  ),
];

const many = zipBytes(
  Array.from({ length: 100_000 }, (_, index) => ({ name: `${index}.sql`, content: '', method: 0 })),
);
const whole = zipBytes([good]);
const other = zipBytes([{ name: 'other.sql' }]);
const program = Buffer.from('#!/bin/sh\nexit 1\n');

const shapeCases: readonly HostileCase[] = [
  refusedCase('100,000 entries', withZip64Count(many, 100_000), 'SourceTooLarge', '100000 entries'),
  refusedCase(
    '100,000 entries that say they are 34,464',
    many,
    'SourceInvalid',
    'more entries than its end record counts',
  ),
  refusedCase('4 billion entries that are not there', withZip64Count(whole, 2 ** 32), 'SourceTooLarge', 'entries'),
  refusedCase('more entries counted than there are', zipBytes([good], { entryCount: 9 }), 'SourceInvalid', 'damaged'),
  refusedCase(
    'fewer entries counted than there are',
    zipBytes([good, { name: 'b.sql' }], { entryCount: 1 }),
    'SourceInvalid',
    'more entries',
  ),
  zipCase('one name twice', zipBytes([good, { name: 'good.sql', content: 'SELECT 2  AS a;\n' }]), [
    goodFile,
    ['good.sql', ['LT01']],
  ]),
  zipCase('names that differ in case alone', zipBytes([good, { name: 'GOOD.SQL', content: 'SELECT 3  AS a;\n' }]), [
    goodFile,
    ['GOOD.SQL', ['LT01']],
  ]),
  zipCase('a folder that is called a SQL file', zipBytes([{ name: 'a.sql/', content: '' }, good]), [goodFile]),
  zipCase('the ZIP64 format where it is not needed', withZip64Count(whole, 1), [goodFile]),
  zipCase(
    'the ZIP64 format in every record',
    await programZip((zip) => zip.addBuffer(Buffer.from('SELECT 1;\n'), 'good.sql', { forceZip64Format: true }), {
      forceZip64Format: true,
      comment: '',
    }),
    [goodFile],
  ),
  zipCase(
    'sizes that only follow the data',
    await programZip((zip) => zip.addReadStream(Readable.from([Buffer.from('SELECT 1;\n')]), 'good.sql')),
    [goodFile],
  ),
  refusedCase(
    'an archive cut short in its end record',
    whole.subarray(0, whole.length - 5),
    'SourceInvalid',
    'complete ZIP',
  ),
  refusedCase(
    'an archive cut short in its directory',
    whole.subarray(0, whole.length - 40),
    'SourceInvalid',
    'complete ZIP',
  ),
  refusedCase('an archive that is cut off at its start', whole.subarray(20), 'SourceInvalid', 'The archive'),
  refusedCase(
    'an archive in the comment of an archive',
    zipBytes([good], { comment: movedBy(whole.length, other) }),
    'SourceInvalid',
    'ambiguous',
  ),
  refusedCase(
    'an archive in the comment of an archive, as if it stood alone',
    zipBytes([good], { comment: other }),
    'SourceInvalid',
    'The archive',
  ),
  refusedCase(
    'two archives in a row',
    Buffer.concat([other, movedBy(other.length, whole)]),
    'SourceInvalid',
    'ambiguous',
  ),
  zipCase('another name in the local header', withLocalName('../a.sql'), [goodFile]),
  zipCase('a program before the archive', Buffer.concat([program, movedBy(program.length, whole)]), [goodFile]),
  refusedCase('no archive', Buffer.from('SELECT 1;\n'), 'SourceInvalid', 'complete ZIP'),
  refusedCase('no bytes at all', Buffer.alloc(0), 'SourceInvalid', 'complete ZIP'),
];

export const archiveCases: readonly HostileCase[] = [...entryCases, ...bombCases, ...shapeCases];

/** What stands before an entry's data; only the directory counts. */
function withLocalName(name: string): Buffer {
  const bytes = Buffer.from(whole);
  bytes.write(name, 30);
  return bytes;
}
