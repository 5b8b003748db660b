import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  allowedPaths,
  layoutKeys,
  longestWord,
  mostCharacters,
  mostWords,
} from '@sqllint/core/sqlfluff/allowedSettings';
import { mostSettings } from '@sqllint/core/sqlfluff/settings';
import catalogue from '../../../core/src/sqlfluff/catalogue.json' with { type: 'json' };
import { configLimits } from '../../../lint-runner/src/settings/readConfigs.ts';
import { repository } from '../../standalone/startStandalone.ts';

/** The page lists what is taken and what is refused, and nothing that is neither. */

describe.each(['', '.zh-CN'])('docs/guides/sqlfluff-settings%s.md', (language) => {
  const text = readFileSync(join(repository, `docs/guides/sqlfluff-settings${language}.md`), 'utf8');
  const [, , allowed = '', refused = ''] = text.split(/^## /m);
  const keyOf = (path: string) => path.slice(path.lastIndexOf(':') + 1);
  const keysIn = (part: string) =>
    new Set([...part.matchAll(/`([a-z][a-z_0-9]+)`/g)].map(([, key = '']) => key).filter((key) => known.has(key)));
  const known = new Set([...catalogue.settings.map(({ path }) => keyOf(path)), ...layoutKeys]);

  test('has every allowed setting where the allowed ones are', () => {
    expect(keysIn(allowed)).toEqual(new Set([...allowedPaths.map(keyOf), ...layoutKeys]));
  });

  test('has every refused setting where the refused ones are', () => {
    const others = catalogue.settings.map(({ path }) => path).filter((path) => !allowedPaths.includes(path));
    const keys = others.map((path) => (path.startsWith('templater') ? 'templater' : keyOf(path)));
    expect(new Set([...keysIn(refused), 'encoding'])).toEqual(new Set(keys));
  });

  test('has the bounds', () => {
    const kibibytes = `${configLimits.maxFileBytes / 1024} KiB`;
    const mebibytes = `${configLimits.maxTotalBytes / 1024 ** 2} MiB`;
    const { maxFiles, maxNested, maxMergedCharacters, maxSectionCharacters } = configLimits;
    const numbers = [mostWords, longestWord, mostCharacters, mostSettings];
    const bounds = [...numbers, maxFiles, maxNested, maxMergedCharacters, maxSectionCharacters, kibibytes, mebibytes];
    expect(bounds.filter((bound) => !new RegExp(`\\b${bound}\\b`).test(text))).toEqual([]);
  });
});
