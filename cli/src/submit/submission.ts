import type { Readable } from 'node:stream';
import { fs } from '../command/builtins.ts';
import type { Collected } from './collectFiles.ts';
import { buildMemoryZip } from './memoryZip.ts';
import { type CollectedFile, unreadable } from './walkFolder.ts';

/** What is sent to the server. */
export interface Submission {
  readonly contentType: 'application/zip' | 'application/sql';
  /** The name the server keeps for a single file. */
  readonly fileName: string | undefined;
  readonly body: Buffer | Readable;
  /** Bytes; undefined when they are not known before the end. */
  readonly bytes: number | undefined;
  /** The path to print for a file that the server names. */
  readonly displayName: (serverName: string) => string;
}

/** Bytes of all files together up to which an archive is built in memory. */
const maxBytesInMemory = 8 * 1024 * 1024;
const maxFilesInMemory = 5000;

/**
 * Opens what was collected.
 * @throws CommandError for a file that cannot be read
 */
export async function openSubmission(collected: Collected): Promise<Submission> {
  switch (collected.kind) {
    case 'zip':
      return { ...openFile(collected.path), contentType: 'application/zip', fileName: undefined, displayName: same };
    case 'sql':
      return {
        ...openFile(collected.path),
        contentType: 'application/sql',
        fileName: collected.name,
        displayName: () => collected.path,
      };
    case 'files':
      return { ...(await openArchive(collected.files)), displayName: displayNames(collected.files) };
  }
}

type Content = Pick<Submission, 'body' | 'bytes'>;

function openFile(path: string): Content {
  const body = readWhole(path, maxBytesInMemory);
  if (body !== undefined) return { body, bytes: body.length };
  return { body: fs.createReadStream(path), bytes: fs.statSync(path).size };
}

async function openArchive(files: readonly CollectedFile[]): Promise<Omit<Submission, 'displayName'>> {
  const contents = readSmall(files);
  const content: Content = contents === undefined ? await streamed(files) : inMemory(contents);
  return { ...content, contentType: 'application/zip', fileName: undefined };
}

function inMemory(contents: readonly { readonly name: string; readonly content: Buffer }[]): Content {
  const body = buildMemoryZip(contents);
  return { body, bytes: body.length };
}

/** The streaming writer is loaded only here: most folders are small. */
async function streamed(files: readonly CollectedFile[]): Promise<Content> {
  const { streamZip } = await import('./streamZip.ts');
  return { body: streamZip(files), bytes: undefined };
}

/** All files, or undefined as soon as they turn out to be too much for the memory. */
function readSmall(files: readonly CollectedFile[]) {
  if (files.length > maxFilesInMemory) return undefined;
  const contents: { name: string; content: Buffer }[] = [];
  let left = maxBytesInMemory;
  for (const { path, name } of files) {
    const content = readWhole(path, left);
    if (content === undefined) return undefined;
    left -= content.length;
    contents.push({ name, content });
  }
  return contents;
}

/** A file's bytes; undefined when there are more than `maxBytes`. */
function readWhole(path: string, maxBytes: number): Buffer | undefined {
  let file: number | undefined;
  try {
    file = fs.openSync(path, 'r');
    const { size } = fs.fstatSync(file);
    if (size > maxBytes) return undefined;
    const content = Buffer.allocUnsafe(size);
    return content.subarray(0, readFully(file, content));
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
}

/** @returns how many bytes there were: fewer than expected when the file was cut meanwhile */
function readFully(file: number, content: Buffer): number {
  let filled = 0;
  while (filled < content.length) {
    const read = fs.readSync(file, content, filled, content.length - filled, null);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

function displayNames(files: readonly CollectedFile[]): (serverName: string) => string {
  const paths = new Map(files.map(({ name, path }) => [name, path]));
  return (serverName) => paths.get(serverName) ?? serverName;
}

function same(serverName: string): string {
  return serverName;
}
