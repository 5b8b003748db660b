import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundProfile } from '../../resource/sqlLintProfile.ts';
import type { ProfileReader } from '../jobResources.ts';
import { readProfileFile, type WrittenProfile } from './readProfileFile.ts';

interface KnownFile {
  /** Differs when the file was changed. */
  readonly version: string;
  readonly profiles: readonly WrittenProfile[];
}

/**
 * SqlLintProfiles in the YAML files of a folder, the very files that `kubectl apply` takes. The folder is looked at with
 * every call, and a file is read again when its time or its size has changed. A folder that is not there has no profiles.
 * The namespace that a file may name is not looked at: the profiles are there for the one namespace of the server.
 */
export function openProfileFolder(folder: string): ProfileReader {
  let known: ReadonlyMap<string, KnownFile> = new Map();

  const read = async (): Promise<readonly WrittenProfile[]> => {
    const names = (await listFolder(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
    const before = known;
    const files = await Promise.all(
      names.map(async (name) => [name, await readFileOnce(folder, name, before.get(name))] as const),
    );
    known = new Map(files.filter((entry): entry is readonly [string, KnownFile] => entry[1] !== undefined));
    return [...known.values()].flatMap((file) => file.profiles);
  };

  return {
    getProfile: async (ref) => withoutDoubles(ref.namespace, await read()).find(({ name }) => name === ref.name),
    listProfiles: async (namespace) => withoutDoubles(namespace, await read()),
  };
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

const mostBytes = 256 * 1024;

async function readFileOnce(folder: string, file: string, before: KnownFile | undefined) {
  const path = join(folder, file);
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    const version = [mtimeMs, ctimeMs, size, ino].join(' ');
    if (before?.version === version) return before;
    if (size > mostBytes) {
      const unreadable = `The file is ${size} bytes long; a profile has at most ${mostBytes}.`;
      return { version, profiles: [{ name: nameOf(file), file, spec: undefined, unreadable }] };
    }
    return { version, profiles: readProfileFile(file, nameOf(file), await readFile(path, 'utf8')) };
  } catch (error) {
    if (isGone(error)) return undefined;
    const unreadable = `The file cannot be read (${codeOf(error) ?? 'for an unknown reason'}); let the user of the server read it.`;
    return { version: '', profiles: [{ name: nameOf(file), file, spec: undefined, unreadable }] };
  }
}

/** The name of what cannot be read is that of its file. */
function nameOf(file: string): string {
  return file.replace(/\.ya?ml$/, '');
}

function isGone(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}

/** By name; what is there twice is refused, since nobody could say which of them counts. */
function withoutDoubles(namespace: string, written: readonly WrittenProfile[]): readonly FoundProfile[] {
  const byName = Map.groupBy(written, (profile) => profile.name);
  return [...byName.values()]
    .map(([first, ...others]): FoundProfile | undefined => {
      if (first === undefined) return undefined;
      if (others.length === 0) return { namespace, ...first };
      const files = [first, ...others].map(({ file }) => file).join(' and ');
      const unreadable = `metadata.name is "${first.name}" in ${files}; leave one of them.`;
      return { namespace, name: first.name, file: first.file, spec: undefined, unreadable };
    })
    .filter((profile) => profile !== undefined)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
