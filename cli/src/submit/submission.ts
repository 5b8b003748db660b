import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
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
  const { size } = statSync(path);
  if (size > maxBytesInMemory) return { body: createReadStream(path), bytes: size };
  const body = readFile(path);
  return { body, bytes: body.length };
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
  let bytes = 0;
  for (const { path, name } of files) {
    bytes += statSync(path).size;
    if (bytes > maxBytesInMemory) return undefined;
    contents.push({ name, content: readFile(path) });
  }
  return contents;
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function displayNames(files: readonly CollectedFile[]): (serverName: string) => string {
  const paths = new Map(files.map(({ name, path }) => [name, path]));
  return (serverName) => paths.get(serverName) ?? serverName;
}

function same(serverName: string): string {
  return serverName;
}
