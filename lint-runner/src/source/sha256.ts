import { createHash, hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { readInto } from './shareFile.ts';

/** Lower-case hexadecimal SHA-256 of bytes in memory. */
export function sha256Of(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/**
 * Lower-case hexadecimal SHA-256 of a whole file, read in pieces; the handle's position is not used.
 * @throws ShareUnavailableError
 */
export async function sha256OfFile(file: FileHandle): Promise<string> {
  const digest = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1024 ** 2);
  for (let position = 0; ; ) {
    const bytesRead = await readInto(file, buffer, { offset: 0, position });
    if (bytesRead === 0) return digest.digest('hex');
    digest.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}
