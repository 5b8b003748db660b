import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder outside of everything that a runner may write to, with payloads that would leave a file in it. */
export interface Canary {
  readonly folder: string;
  /** A Python module, templates and macros; each would write the canary when it is executed. */
  readonly payloadFolder: string;
  /** True when a payload was executed. */
  readonly isDead: () => boolean;
  remove(): void;
}

export function layCanary(): Canary {
  const folder = mkdtempSync(join(tmpdir(), 'canary-'));
  const payloadFolder = join(folder, 'lib');
  const file = join(folder, 'dead');
  mkdirSync(payloadFolder);
  // An empty file: engines may not write a single byte, and yet this would be seen.
  writeFileSync(join(payloadFolder, 'payload.py'), `open(${JSON.stringify(file)}, "w").close()\n`);
  writeFileSync(
    join(payloadFolder, 'payload.sql'),
    '{% macro payload() %}{{ payload.__loader__ }}{% endmacro %}\nSELECT 1\n',
  );
  return {
    folder,
    payloadFolder,
    isDead: () => existsSync(file),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
