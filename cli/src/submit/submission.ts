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
  const body = readInto(newRoom(maxBytesInMemory), path);
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
  const room = newRoom(maxBytesInMemory);
  const contents: { name: string; content: Buffer }[] = [];
  for (const { path, name } of files) {
    const content = readInto(room, path);
    if (content === undefined) return undefined;
    contents.push({ name, content });
  }
  return contents;
}

/** Memory that files are read into, one behind the other: asking each for its size first would take as long again. */
interface Room {
  readonly bytes: Buffer;
  used: number;
}

/** The system gives pages of it only as they are written to. */
function newRoom(maxBytes: number): Room {
  // One more byte: a full room is too small, and a read of no bytes would look like the file's end.
  return { bytes: Buffer.allocUnsafeSlow(maxBytes + 1), used: 0 };
}

/** A file's bytes; undefined when there is no room for them. */
function readInto(room: Room, path: string): Buffer | undefined {
  let file: number | undefined;
  try {
    file = fs.openSync(path, 'r');
    const start = room.used;
    while (room.used < room.bytes.length) {
      const read = fs.readSync(file, room.bytes, room.used, room.bytes.length - room.used, null);
      if (read === 0) return room.bytes.subarray(start, room.used);
      room.used += read;
    }
    return undefined;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
}

function displayNames(files: readonly CollectedFile[]): (serverName: string) => string {
  const paths = new Map(files.map(({ name, path }) => [name, path]));
  return (serverName) => paths.get(serverName) ?? serverName;
}

function same(serverName: string): string {
  return serverName;
}
