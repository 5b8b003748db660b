import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** One folder of the demo's SQL; the last word of its name is the dialect. */
export interface DemoFolder {
  readonly name: string;
  readonly dialect: string;
  readonly path: string;
}

export function demoFolders(): readonly DemoFolder[] {
  const root = join(import.meta.dirname, 'sql');
  return readdirSync(root)
    .sort()
    .reverse()
    .map((name) => ({ name, dialect: name.slice(name.lastIndexOf('-') + 1), path: join(root, name) }));
}
