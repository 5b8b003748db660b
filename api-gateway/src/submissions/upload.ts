import type { SubmissionOptions } from './schema.ts';
import type { UploadKind } from './uploadKind.ts';

/** One file on its way in, however it was sent. */
export interface Upload {
  readonly kind: UploadKind;
  /** As the caller named it; undefined when it has no name. */
  readonly fileName: string | undefined;
  readonly content: AsyncIterable<Uint8Array>;
  /** Resolves at the latest when the content was read to its end; rejects with a Problem when they cannot be used. */
  readonly options: Promise<SubmissionOptions>;
  /** Stops reading what is left. */
  abandon(): void;
}
