import {
  type CraftedEntry,
  unicodePathField,
  zipBytes,
} from '../../../lint-runner/src/source/archive/testing/zipBytes.ts';
import { sha256Of } from '../../../lint-runner/src/source/sha256.ts';
import { type HostileCase, refusedCase, zipCase } from '../hostileCase.ts';

const gbk = Buffer.concat([Buffer.from([0xb1, 0xa8, 0xb1, 0xed]), Buffer.from('.sql')]);
const longName = `${'长'.repeat(21_843)}aa.sql`;
const cp437 = Buffer.concat([Buffer.from([0x66, 0x94, 0xff]), Buffer.from('.sql')]);

/** An entry under a hostile name is analysed and shown under a harmless one. */
function named(what: string, entry: CraftedEntry, shown: string): HostileCase {
  return zipCase(what, zipBytes([{ content: 'SELECT 1;\n', ...entry }]), [[shown, []]]);
}

export const nameCases: readonly HostileCase[] = [
  named('a Chinese name by the UTF-8 flag', { name: '报表.sql' }, '报表.sql'),
  named('a Chinese name as UTF-8 without the flag', { name: '报表.sql', flags: 0 }, '报表.sql'),
  named('a Chinese name in GB18030', { name: gbk, flags: 0 }, '报表.sql'),
  named('a Chinese name in GB18030 under the UTF-8 flag', { name: gbk }, '报表.sql'),
  named(
    'a Chinese name by the Unicode field',
    { name: cp437, flags: 0, extra: unicodePathField(cp437, '报表.sql') },
    '报表.sql',
  ),
  named(
    'a Unicode field of another name',
    { name: gbk, flags: 0, extra: unicodePathField(cp437, 'ü.sql') },
    '报表.sql',
  ),
  named('a name that is neither UTF-8 nor GB18030', { name: cp437, flags: 0 }, 'fö\u00a0.sql'),
  named(
    'a GB18030 name with the byte of a backslash',
    { name: Buffer.concat([Buffer.from([0x81, 0x5c]), Buffer.from('.sql')]), flags: 0 },
    '乗.sql',
  ),
  named('control characters in a name', { name: 'a\u0000b\r\n\u001b[2J.sql' }, 'a\\x00b\\x0d\\x0a\\x1b[2J.sql'),
  named('marks of direction in a name', { name: 'a\u202elqs.\u2066x.sql' }, 'a\\u202elqs.\\u2066x.sql'),
  named('a name with separators of lines', { name: 'a\u2028b\u2029.sql' }, 'a\\u2028b\\u2029.sql'),
  named('full-width dots and slashes', { name: '．．／evil.sql' }, '．．／evil.sql'),
  named('the name of a device of Windows', { name: 'CON.sql' }, 'CON.sql'),
  named('markup in a name', { name: '<img src=x onerror=alert(1)>.sql' }, '<img src=x onerror=alert(1)>.sql'),
  refusedCase(
    'a way out by the Unicode field',
    zipBytes([{ name: cp437, flags: 0, extra: unicodePathField(cp437, '../evil.sql') }]),
    'SourceInvalid',
    'leaves the archive with ..',
  ),
  refusedCase(
    'a SQL file only up to a NUL',
    zipBytes([{ name: 'a.sql\u0000.txt' }]),
    'SourceEmpty',
    'has no .sql file',
  ),
  zipCase('a name of 65,535 bytes', zipBytes([{ name: longName, content: 'SELECT 1;\n' }]), [
    [`${'长'.repeat(503)}…${sha256Of(Buffer.from(longName)).slice(0, 16)}…${'长'.repeat(497)}aa.sql`, []],
  ]),
];
