import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { walkFolder } from '../../cli/src/submit/walkFolder.ts';

/**
 * Copies the SQL files of a folder, so that both sides see the same files and nothing else: no settings, no ignore
 * lists, no links.
 * @returns their names, relative to the corpus, sorted
 * @throws CommandError when the folder cannot be read
 */
export function copyCorpus(from: string, to: string): readonly string[] {
  const { files } = walkFolder(from, '');
  for (const { path, name } of files) {
    const target = join(to, name);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(path, target);
  }
  return files.map(({ name }) => name).sort();
}
