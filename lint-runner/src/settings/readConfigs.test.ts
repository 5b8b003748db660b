import { describe, expect, test } from '@jest/globals';
import { ShareUnavailableError } from '@sqllint/core/share/errors';
import { type ConfigFile, EntryError } from '../source/types.ts';
import { configLimits, readConfigs } from './readConfigs.ts';

function file(content: string | Buffer, folder = ''): ConfigFile {
  const bytes = Buffer.from(content);
  const fileName = folder === '' ? '.sqlfluff' : `${folder}/.sqlfluff`;
  return { folder, fileName, fileSize: bytes.length, read: async () => bytes };
}

function settingLines(count: number): string {
  return Array.from({ length: count }, (_, index) => `${index.toString(36)}=\n`).join('');
}

function failing(error: Error): ConfigFile {
  return { folder: '', fileName: '.sqlfluff', fileSize: 1, read: async () => Promise.reject(error) };
}

describe('the .sqlfluff files of a source', () => {
  test('count with what is allowed of them, and the rest becomes warnings', async () => {
    const read = await readConfigs([
      file('[sqlfluff]\ndialect = ansi\ntemplater = jinja\n[sqlfluff:indentation]\ntab_space_size = 2\n', 'db'),
      file('[sqlfluff]\nmax_line_length = 120\n'),
    ]);
    expect(read.configs).toEqual([
      { folder: '', fileName: '.sqlfluff', settings: { max_line_length: 120 } },
      {
        folder: 'db',
        fileName: 'db/.sqlfluff',
        settings: { dialect: 'ansi', 'indentation:tab_space_size': 2 },
      },
    ]);
    expect(read.warnings).toEqual([expect.stringMatching(/^db\/\.sqlfluff: The setting "templater" .* refused/)]);
  });

  test.each<[string, ConfigFile, RegExp]>([
    [
      'malformed',
      file('[sqlfluff]\nmax_line_length 80\n', 'db'),
      /^db\/\.sqlfluff: The file is ignored: line 2 is neither/,
    ],
    [
      'of a section with a name of 32,000 characters, and 6000 settings',
      file(`\n[sqlfluff:${'x'.repeat(32_000)}]\n${settingLines(6000)}`),
      /^\.sqlfluff: The file is ignored: line 2 is a section of more than 256 characters; remove it\.$/,
    ],
    [
      'no text',
      file(Buffer.from([0xff, 0xff, 0xff])),
      /^\.sqlfluff: The file is ignored: The file is not valid in any/,
    ],
    ['damaged', failing(new EntryError('UNDECODABLE', 'It is damaged.')), /The file is ignored: It is damaged\.$/],
    ['too large', file('#'.repeat(configLimits.maxFileBytes + 1)), /ignored: it has 65537 bytes; at most 65536/],
  ])('that are %s are ignored with a warning, and the others count', async (_name, bad, warning) => {
    const read = await readConfigs([bad, file('[sqlfluff]\nmax_line_length = 120', 'good')]);
    expect(read.configs).toEqual([{ folder: 'good', fileName: 'good/.sqlfluff', settings: { max_line_length: 120 } }]);
    expect(read.warnings).toEqual([expect.stringMatching(warning)]);
  });

  test.each<[string, number, string, number]>([
    ['number', configLimits.maxFiles + 5, '', configLimits.maxFiles],
    ['bytes', 30, `#${'x'.repeat(49_999)}`, 20],
  ])('are bounded in %s, and the outermost count first', async (_name, count, content, counted) => {
    const inner = Array.from({ length: count - 1 }, (_, index) => file(content, `f${index + 100}`));
    const read = await readConfigs([...inner, file(content)]);
    expect(read.configs).toHaveLength(counted);
    expect(read.configs[0]?.folder).toBe('');
    const first = `f${counted - 1 + 100}/.sqlfluff: ${count - counted} of ${count} .sqlfluff files are ignored, this one first`;
    expect(read.warnings).toEqual([expect.stringContaining(first)]);
  });

  test('may be in the encoding of Chinese Windows', async () => {
    const gb18030 = Buffer.concat([
      Buffer.from('# '),
      Buffer.from([0xd6, 0xd0]),
      Buffer.from('\n[sqlfluff]\nrules = LT01'),
    ]);
    expect((await readConfigs([file(gb18030)])).configs).toMatchObject([{ folder: '', settings: { rules: 'LT01' } }]);
  });

  test('of a share that is away are asked for again later', async () => {
    const away = new ShareUnavailableError('The share is away.');
    await expect(readConfigs([failing(away)])).rejects.toBe(away);
  });
});
