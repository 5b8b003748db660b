import { describe, expect, test } from '@jest/globals';
import { defaultProfile } from '@sqllint/core/profile/defaultProfile';
import { resultKeyOf } from '@sqllint/core/profile/resultKey';
import type { Settings } from '@sqllint/core/profile/types';
import { mostSettings } from '@sqllint/core/sqlfluff/settings';
import type { ConfigFile } from '../source/types.ts';
import { boundConfigs } from './boundConfigs.ts';
import { openFileProfiles } from './fileProfiles.ts';
import { configLimits, type FolderConfig } from './readConfigs.ts';

/** Settings of 9 characters each, with other names in every file of another number. */
function settings(count: number, file: number): Settings {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${file}:${1000 + index}`, 'abc']));
}

function config(folder: string, said: Settings): FolderConfig {
  return { folder, fileName: `${folder}/.sqlfluff`, settings: said };
}

function nested(depth: number): string {
  return Array.from({ length: depth }, () => 'a').join('/');
}

describe('the .sqlfluff files that count for one SQL file', () => {
  const long = 'x'.repeat(configLimits.maxMergedCharacters / 2);
  const chain = Array.from({ length: configLimits.maxNested + 1 }, (_, index) => config(nested(index + 1), {}));
  const tooDeep = nested(configLimits.maxNested + 1);
  test.each<[string, FolderConfig[], string, RegExp]>([
    ['in number', chain, tooDeep, /16 \.sqlfluff files in the folders above it count, and no more may\. Put/],
    [
      'in their settings',
      [config('db', settings(600, 1)), config('db/a', settings(401, 2)), config('db/b', settings(400, 3))],
      'db/a',
      /it has 1001 settings; at most 1000 are allowed\. Remove/,
    ],
    [
      'in the length of their settings',
      [config('db', { aa: long }), config('db/a', { bbbb: long }), config('db/b', { aa: `${long}${long.slice(2)}` })],
      'db/a',
      /it has settings of 65542 characters; at most 65536 are allowed\. Remove/,
    ],
  ])('are bounded %s, whatever their order, and the innermost is left out', (_name, configs, left, words) => {
    for (const ordered of [configs, configs.toReversed()]) {
      const bounded = boundConfigs({ configs: ordered, warnings: ['before'] });
      expect(new Set(bounded.configs)).toEqual(new Set(configs.filter(({ folder }) => folder !== left)));
      expect(bounded.warnings).toEqual(['before', expect.stringMatching(words)]);
      expect(bounded.warnings[1]).toContain(`${left}/.sqlfluff: The file is ignored: `);
    }
  });

  test('may say the same settings again, and stand in many folders that are not in each other', () => {
    const configs = [
      config('db', settings(mostSettings, 1)),
      config('db/a', settings(mostSettings, 1)),
      ...Array.from({ length: 50 }, (_, index) => config(`other${index}`, settings(mostSettings, index))),
    ];
    const bounded = boundConfigs({ configs, warnings: [] });
    expect(bounded.configs).toHaveLength(configs.length);
    expect(bounded.warnings).toEqual([]);
  });
});

describe('hostile .sqlfluff files', () => {
  const read = async (content: (index: number) => string, folders: readonly string[]) => {
    const configFiles = folders.map((folder, index): ConfigFile => {
      const bytes = Buffer.from(content(index));
      return { folder, fileName: `${folder}/.sqlfluff`, fileSize: bytes.length, read: async () => bytes };
    });
    const source = async () => ({ entries: [], configFiles, close: async () => undefined });
    return await openFileProfiles({ profile: defaultProfile, spec: {}, source })();
  };

  const letters = (number: number) => String(number).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
  const linesOf = (file: number) => {
    const names = Array.from({ length: 33 }, (_, line) => `${letters(file)}_${letters(line)}`);
    return `[sqlfluff]\n${names.map((name) => `layout.type.${name}.align_scope=a\n`).join('')}`;
  };

  test('in a thousand folders in each other make few and small profiles, and warnings', async () => {
    const folders = Array.from({ length: 1000 }, (_, index) => nested(index + 1));
    const profiles = await read(linesOf, folders);
    const found = folders.map((folder) => profiles.of({ folder }));
    expect(new Set(found).size).toBe(configLimits.maxNested);
    const own = Object.keys(defaultProfile.settings).length;
    expect(Object.keys(found.at(-1)?.settings ?? {})).toHaveLength(own + 33 * configLimits.maxNested);
    const identity = { namespace: 'team-a', contentSha256: 'a'.repeat(64), engineVersion: 'v1' };
    const keys = found.map((profile) => resultKeyOf({ ...identity, profile }));
    expect(new Set(keys).size).toBe(configLimits.maxNested);
    expect(profiles.warnings).toHaveLength(1 + configLimits.maxFiles - configLimits.maxNested);
    expect(profiles.warnings[0]).toContain(`${nested(101)}/.sqlfluff: 900 of 1000 .sqlfluff files are ignored`);
    expect(profiles.warnings[1]).toContain(`${nested(17)}/.sqlfluff: The file is ignored: 16 .sqlfluff files`);
  });
});
