import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Every path below the folders, with what is there. */
export type Snapshot = Readonly<Record<string, string>>;

/** What a runner writes by design: results, and the SQLite files of the bench. */
const written = [/^share\/results\//, /^share\/results$/, /^(store|cluster)\.db(-wal|-shm|-journal)?$/];

/** All files, folders and links below a folder, but for what a runner may write; files by their hash. */
export function snapshotOf(folder: string): Snapshot {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const shown = relative(folder, path);
    if (!written.some((pattern) => pattern.test(shown))) found[shown] = contentOf(entry, path);
  }
  return found;
}

function contentOf(
  entry: { isFile(): boolean; isSymbolicLink(): boolean; isDirectory(): boolean },
  path: string,
): string {
  if (entry.isFile()) return createHash('sha256').update(readFileSync(path)).digest('hex');
  if (entry.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  return entry.isDirectory() ? 'folder' : 'special file';
}
