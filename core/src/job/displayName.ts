import type { SqlLintJob } from '../resource/sqlLintJob.ts';

/** The name that the single file of a job is reported under; its path on the share is made by the gateway. */
export const fileNameAnnotation = 'sqllint.dev/file-name';

/** UTF-16 code units; what a display name may have at most. */
export const maxDisplayNameLength = 1024;

/** True for a text that can stand in one line of a report: not empty, not too long, well-formed, no control characters. */
export function isDisplayName(text: string): boolean {
  return text.length > 0 && text.length <= maxDisplayNameLength && text.isWellFormed() && !/\p{Cc}/u.test(text);
}

/**
 * What the task of a single-file job shows as its file name: the annotation when it is usable, else the name inside the
 * resource (`inline`), else the last part of the path (`file`). Undefined for sources of many files, whose entries have
 * names of their own.
 */
export function displayNameOf(job: Pick<SqlLintJob, 'metadata' | 'spec'>): string | undefined {
  const { file, inline } = job.spec.source;
  if (file === undefined && inline === undefined) return undefined;
  const wanted = job.metadata.annotations?.[fileNameAnnotation];
  if (wanted !== undefined && isDisplayName(wanted)) return wanted;
  return inline?.fileName ?? file?.path.split('/').at(-1);
}
