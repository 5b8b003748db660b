/** A place behind a statement where the text may be cut. */
export interface Cut {
  readonly at: number;
  /** Whether a line begins there. */
  readonly atLineStart: boolean;
  /** What a chunk that begins there must begin with: the client's delimiter and the open noqa ranges. */
  readonly context: string;
}

/** A statement of a text; all places are offsets in UTF-16 code units. */
export interface Statement {
  /** The first character of code. */
  readonly start: number;
  /** Behind the terminator. */
  readonly end: number;
  /** Behind the VALUES of an INSERT or REPLACE whose rows may be parted, -1 otherwise. */
  readonly values: number;
  /** As `Cut.context`, at the statement's start. */
  readonly context: string;
  /** Where the text may be cut behind the statement, if anywhere. */
  readonly cut: Cut | undefined;
}
