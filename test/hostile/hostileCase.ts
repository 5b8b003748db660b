import type { SourceErrorReason, TaskErrorCode } from '@sqllint/core/job/states';
import type { EffectiveProfile } from '@sqllint/core/profile/types';
import type { SqlLintJobSpecInput } from '@sqllint/core/resource/sqlLintJob';

/** How one file must end: with a failure of that code, or with violations of exactly those codes, in order of place. */
export type FileOutcome = TaskErrorCode | readonly string[];

/** How a whole job must end: as one with files, or without any because the source is refused. */
export type HostileOutcome =
  | { readonly files: readonly (readonly [fileName: string, outcome: FileOutcome])[] }
  | { readonly refused: SourceErrorReason; readonly words: string };

export interface HostileCase {
  readonly name: string;
  /** A `.zip` or `.sql` on the share. */
  readonly source: { readonly kind: 'zip' | 'sql'; readonly bytes: Uint8Array };
  readonly spec?: Omit<SqlLintJobSpecInput, 'source'>;
  /** What the job's profile has otherwise than the built-in one. */
  readonly profile?: Partial<EffectiveProfile>;
  readonly outcome: HostileOutcome;
}

/** A single SQL file. */
export function sqlCase(
  name: string,
  text: string | Uint8Array,
  outcome: FileOutcome,
  spec: HostileCase['spec'] = {},
): HostileCase {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return { name, source: { kind: 'sql', bytes }, spec, outcome: { files: [['hostile.sql', outcome]] } };
}

/** An archive whose files end as listed. */
export function zipCase(
  name: string,
  bytes: Uint8Array,
  files: readonly (readonly [string, FileOutcome])[],
  spec: HostileCase['spec'] = {},
): HostileCase {
  return { name, source: { kind: 'zip', bytes }, spec, outcome: { files } };
}

/** An archive that is refused as a whole, with `words` in the sentence for the submitter. */
export function refusedCase(name: string, bytes: Uint8Array, refused: SourceErrorReason, words: string): HostileCase {
  return { name, source: { kind: 'zip', bytes }, outcome: { refused, words } };
}
