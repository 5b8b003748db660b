import { zipBytes } from '../../../lint-runner/src/source/archive/testing/zipBytes.ts';
import { deflatedZeros } from '../crafting.ts';
import { type FileOutcome, type HostileCase, refusedCase, zipCase } from '../hostileCase.ts';
import { parentheses } from './directives.ts';

const good = { name: 'good.sql', content: 'SELECT a  FROM t;\n' };
const goodFile = ['good.sql', ['LT01']] as const;

function configured(what: string, config: string, sql: string, outcome: FileOutcome): HostileCase {
  const entries = [
    { name: '.sqlfluff', content: config },
    { name: 'hostile.sql', content: sql },
  ];
  return zipCase(what, zipBytes(entries), [['hostile.sql', outcome]], { dialect: 'ansi' });
}

/** Archives whose own `.sqlfluff` gives the orders. What is not on the list of allowed settings does not count. */
export function configFileCases(payloadFolder: string): readonly HostileCase[] {
  const jinja = '[sqlfluff]\ntemplater = jinja\n[sqlfluff:templater:jinja]\n';
  return [
    configured(
      'a .sqlfluff that loads a Python library',
      `${jinja}library_path = ${payloadFolder}\n`,
      'SELECT 1;\n',
      [],
    ),
    configured(
      'a .sqlfluff with a search path for templates, and an include',
      `${jinja}loader_search_path = ${payloadFolder}\n`,
      "{% include 'payload.sql' %}\n",
      ['PRS'],
    ),
    configured(
      'a .sqlfluff that loads macros',
      `${jinja}load_macros_from_path = ${payloadFolder}\n`,
      'SELECT {{ payload() }};\n',
      ['PRS'],
    ),
    configured(
      'a .sqlfluff that removes the limit of depth',
      '[sqlfluff]\nmax_parse_depth = 0\nmax_parse_nodes = 0\nexclude_rules = LT05\n',
      parentheses(20_000),
      ['PRS'],
    ),
    configured(
      'a .sqlfluff with a catastrophic regular expression',
      '[sqlfluff:rules:references.keywords]\nignore_words_regex = ^(a+)+$\n',
      `SELECT ${'a'.repeat(60)}_1 FROM t;\n`,
      [],
    ),
    configured(
      'a .sqlfluff that skips every file',
      '[sqlfluff]\nlarge_file_skip_byte_limit = 1\n',
      'SELECT a  FROM t;\n',
      ['LT01'],
    ),
    configured('a .sqlfluff of interpolations', `[sqlfluff]\n${'a = %(a)s%(a)s\n'}`, 'SELECT a  FROM t;\n', ['LT01']),
    zipCase(
      'a .sqlfluff of 10 GB of zeros',
      zipBytes([{ name: '.sqlfluff', data: deflatedZeros(640, 16 * 1024 ** 2), uncompressedSize: 65_536 }, good]),
      [goodFile],
    ),
    zipCase(
      'a .sqlfluff of 15,000 settings',
      zipBytes([{ name: '.sqlfluff', content: `[sqlfluff]\n${'a=1\n'.repeat(15_000)}` }, good]),
      [goodFile],
    ),
    zipCase(
      'a .sqlfluff with a wrong CRC-32',
      zipBytes([{ name: '.sqlfluff', content: '[sqlfluff]\nrules = CP01\n', crc32: 1 }, good]),
      [goodFile],
    ),
    zipCase(
      '10,000 .sqlfluff files',
      zipBytes([
        ...Array.from({ length: 10_000 }, (_, index) => ({ name: `${index}/.sqlfluff`, content: '', method: 0 })),
        good,
      ]),
      [goodFile],
    ),
    refusedCase(
      'a .sqlfluff that is a link',
      zipBytes([
        {
          name: '.sqlfluff',
          content: '/etc/passwd',
          versionMadeBy: 3 << 8,
          externalAttributes: (0o120777 << 16) >>> 0,
        },
        good,
      ]),
      'SourceInvalid',
      'link or a device',
    ),
  ];
}
