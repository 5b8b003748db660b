import { closeQuietly } from '@sqllint/core/share/closeQuietly';
import { ShareUnavailableError } from '@sqllint/core/share/errors';
import { type ConfigFile, type Source, type SourceEntry, SourceError } from './types.ts';

export interface SharedSource {
  open(): Promise<Source>;
  close(): Promise<void>;
}

/**
 * One source for everyone in a runner: opened at the first call, and again only after a failure that may pass. Its
 * entries outlive such a failure: a file that the share lost hold of (ESTALE) can never be read through the old handle,
 * so that the next `read` opens the source again.
 */
export function shareSource(open: () => Promise<Source>): SharedSource {
  let opened: Promise<Source> | undefined;
  let shown: Promise<Source> | undefined;
  let closed = false;

  function current(): Promise<Source> {
    if (closed) return Promise.reject(new Error('the source has been closed'));
    opened ??= open().catch((error: unknown) => {
      if (!(error instanceof SourceError)) opened = undefined;
      throw error;
    });
    return opened;
  }

  async function read(find: (source: Source) => Readable): Promise<Buffer> {
    const used = current();
    const source = await used;
    try {
      return await find(source).read();
    } catch (error) {
      if (error instanceof ShareUnavailableError && opened === used && !closed) {
        opened = undefined;
        await closeQuietly(source);
      }
      throw error;
    }
  }

  async function close(): Promise<void> {
    closed = true;
    const source = await opened?.catch(() => undefined);
    if (source) await closeQuietly(source);
  }

  return {
    open() {
      shown ??= current().then(
        ({ entries, configFiles = [] }) => ({
          entries: entries.map((entry) => ({ ...entry, read: () => read((source) => sameEntry(source, entry)) })),
          configFiles: configFiles.map((file, index) => ({
            ...file,
            read: () => read((source) => sameConfigFile(source, file, index)),
          })),
          close,
        }),
        (error: unknown) => {
          shown = undefined;
          throw error;
        },
      );
      return shown;
    },
    close,
  };
}

type Readable = Pick<SourceEntry | ConfigFile, 'read'>;

/** The entry in a source that was opened once more. */
function sameEntry(source: Source, entry: SourceEntry): SourceEntry {
  const found = source.entries[entry.entryIndex];
  if (found?.fileName === entry.fileName && found.fileSize === entry.fileSize) return found;
  throw exchanged();
}

function sameConfigFile(source: Source, file: ConfigFile, index: number): ConfigFile {
  const found = source.configFiles?.[index];
  if (found?.fileName === file.fileName && found.fileSize === file.fileSize) return found;
  throw exchanged();
}

function exchanged(): SourceError {
  return new SourceError('SourceInvalid', 'The source was exchanged for another one while it was read.');
}
