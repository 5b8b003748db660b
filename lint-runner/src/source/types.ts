import type { SourceErrorReason, TaskErrorCode } from '@sqllint/core/job/states';

/** A whole source that cannot be opened. The message is a sentence for the submitter. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly reason: SourceErrorReason;

  constructor(reason: SourceErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Why one file of a source cannot be analysed. */
export interface EntryProblem {
  readonly code: TaskErrorCode;
  readonly message: string;
}

/** One file that cannot be read; the others of its source can. */
export class EntryError extends Error {
  override readonly name = 'EntryError';
  readonly code: TaskErrorCode;

  constructor(code: TaskErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** One SQL file of a source. */
export interface SourceEntry {
  /** Position among the source's SQL files, from 0; the same whenever the source is opened. */
  readonly entryIndex: number;
  readonly fileName: string;
  /** Where it lies in the source, for instance `db/views`; absent at the top. */
  readonly folder?: string;
  /** Bytes, as far as the source says before reading. */
  readonly fileSize: number;
  /** Set when the file need not even be read. */
  readonly problem?: EntryProblem;
  /**
   * The file's bytes.
   * @throws EntryError for a file that cannot be read; SourceError when reading shows that the source is unusable;
   * ShareUnavailableError, after which another try may succeed
   */
  read(): Promise<Buffer>;
}

/** A `.sqlfluff` of a source. */
export interface ConfigFile {
  /** For instance `db/views`; empty at the top. */
  readonly folder: string;
  readonly fileName: string;
  /** Bytes, as far as the source says before reading. */
  readonly fileSize: number;
  /**
   * The file's bytes.
   * @throws as `SourceEntry.read`
   */
  read(): Promise<Buffer>;
}

/** An opened source: the files in a stable order. */
export interface Source {
  readonly entries: readonly SourceEntry[];
  /** Absent where a source cannot have any. */
  readonly configFiles?: readonly ConfigFile[];
  close(): Promise<void>;
}
