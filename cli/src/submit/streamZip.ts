import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { CollectedFile } from './walkFolder.ts';

/** Zips files while they are sent: nothing but the file at hand is in memory. The stream fails when a file cannot be read. */
export function streamZip(files: readonly CollectedFile[]): Readable {
  const zip = new ZipFile();
  const { outputStream } = zip;
  zip.on('error', (error: Error) => (outputStream as Readable).destroy(error));
  for (const { path, name } of files) zip.addFile(path, name);
  zip.end();
  return outputStream as Readable;
}
