import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { python } from '../../lint-runner/src/engine/testdata/testPool.ts';

export type Opinion =
  | {
      /** SHA-256 of the bytes, and the CRC-32 that they should have. */
      readonly files: readonly (readonly [sha256: string, crc32: number])[];
    }
  | { readonly error: string };

/** Python's `zipfile`, in a process of its own. */
export interface SecondReader {
  /** Every file of an archive, or why one of them cannot be read. One question at a time. */
  read(archive: Buffer): Promise<Opinion>;
  close(): Promise<void>;
}

export function openSecondReader(): SecondReader {
  const child = spawn(python, ['-I', '-B', join(import.meta.dirname, 'zipfileReader.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    async read(archive) {
      child.stdin.write(`${archive.toString('base64')}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('the second reader has died');
      return JSON.parse(value);
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
