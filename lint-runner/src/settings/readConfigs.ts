import type { Settings } from '@sqllint/core/profile/types';
import { parseConfigFile } from '@sqllint/core/sqlfluff/parseConfigFile';
import { checkSettings } from '@sqllint/core/sqlfluff/settings';
import { type ConfigFile, EntryError } from '../source/types.ts';
import { decodeText, UndecodableError } from '../text/decodeText.ts';

/** What a `.sqlfluff` says, as far as it is allowed. */
export interface FolderConfig {
  /** Empty at the top. */
  readonly folder: string;
  /** As warnings name it. */
  readonly fileName: string;
  readonly settings: Settings;
}

export interface ReadConfigs {
  readonly configs: readonly FolderConfig[];
  /** A sentence for each file, and for each of its settings, that does not count. */
  readonly warnings: readonly string[];
}

/** What the files may have, in bytes, number, and UTF-16 units; so that work and memory are small, whatever they say. */
export const configLimits = {
  maxFileBytes: 64 * 1024,
  maxTotalBytes: 1024 ** 2,
  maxFiles: 100,
  /** Longer names would be repeated for each of their settings. Those of SQLFluff have less than 100. */
  maxSectionCharacters: 256,
  /** Files that count for one SQL file: in its folder and in those above. */
  maxNested: 16,
  /** Of names, with their sections, and of values that count for one SQL file. */
  maxMergedCharacters: 64 * 1024,
} as const;

/**
 * Reads the `.sqlfluff` files of a source. One that cannot be used is ignored with a warning; it never fails the job.
 * @throws SourceError; ShareUnavailableError, after which another try may succeed
 */
export async function readConfigs(files: readonly ConfigFile[]): Promise<ReadConfigs> {
  const configs: FolderConfig[] = [];
  const warnings: string[] = [];
  const { counted, ignored } = withinLimits(files);
  const [firstIgnored] = ignored;
  if (firstIgnored !== undefined) {
    const { maxFiles, maxTotalBytes } = configLimits;
    warnings.push(
      `${firstIgnored.fileName}: ${ignored.length} of ${files.length} .sqlfluff files are ignored, this one first, since at most ${maxFiles} of them count, with at most ${maxTotalBytes} bytes together. Put their settings into a folder above them.`,
    );
  }
  for (const file of counted) {
    const { folder, fileName } = file;
    const read = await readConfig(file);
    if (read.settings !== undefined) configs.push({ folder, fileName, settings: read.settings });
    warnings.push(...read.warnings.map((warning) => `${fileName}: ${warning}`));
  }
  return { configs, warnings };
}

/** Those further out count first: they concern more files. */
function withinLimits(files: readonly ConfigFile[]): {
  readonly counted: readonly ConfigFile[];
  readonly ignored: readonly ConfigFile[];
} {
  const outermostFirst = files.toSorted((a, b) => a.folder.length - b.folder.length);
  let counted = 0;
  let bytes = 0;
  for (const file of outermostFirst) {
    // A file that is too large for itself is not read, and takes nothing from the others.
    bytes += file.fileSize <= configLimits.maxFileBytes ? file.fileSize : 0;
    if (counted === configLimits.maxFiles || bytes > configLimits.maxTotalBytes) break;
    counted += 1;
  }
  return { counted: outermostFirst.slice(0, counted), ignored: outermostFirst.slice(counted) };
}

interface ReadConfig {
  readonly settings?: Settings;
  readonly warnings: readonly string[];
}

async function readConfig(file: ConfigFile): Promise<ReadConfig> {
  if (file.fileSize > configLimits.maxFileBytes) {
    return ignoredFile(`it has ${file.fileSize} bytes; at most ${configLimits.maxFileBytes} are allowed`);
  }
  try {
    const { text } = decodeText(await file.read(), { encoding: 'auto' });
    return settingsOf(text);
  } catch (error) {
    if (error instanceof UndecodableError || error instanceof EntryError) return ignoredFile(error.message);
    throw error;
  }
}

function settingsOf(text: string): ReadConfig {
  const longSection = text.split(/\r\n|\r|\n/).findIndex(isLongSection);
  if (longSection !== -1) {
    return ignoredFile(
      `line ${longSection + 1} is a section of more than ${configLimits.maxSectionCharacters} characters; remove it`,
    );
  }
  const parsed = parseConfigFile(text);
  if (!parsed.ok) return ignoredFile(`line ${parsed.line} ${parsed.problem}`);
  const { settings, refusals } = checkSettings(parsed.values);
  return { settings, warnings: refusals.map(({ message }) => message) };
}

function isLongSection(line: string): boolean {
  const value = line.trim();
  return value.startsWith('[') && value.length > configLimits.maxSectionCharacters;
}

function ignoredFile(why: string): ReadConfig {
  return { warnings: [`The file is ignored: ${why.replace(/\.$/, '')}.`] };
}
