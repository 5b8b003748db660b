import { SharePathError } from './errors.ts';

const maxPathBytes = 1024;
const maxSegmentBytes = 255;

/**
 * Checks a path from outside by its name alone: relative, with forward slashes, and never leaving the folder it is
 * relative to. One file has one spelling: empty and `.` segments are refused too.
 * @returns the path's segments, at least one
 * @throws SharePathError (SourceInvalid) with a sentence that says what is wrong
 */
export function parseSharePath(path: string): readonly string[] {
  const problem = problemOfPath(path);
  if (problem !== undefined) throw new SharePathError('SourceInvalid', `The path ${quoted(path)} ${problem}.`);
  return path.split('/');
}

/** A path as it may stand in a sentence: cut when it is long, and with control characters escaped. */
export function quoted(path: string): string {
  return JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
}

function problemOfPath(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (Buffer.byteLength(path) > maxPathBytes) return `is longer than ${maxPathBytes} bytes`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'has a control character';
  if (path.includes('\\')) return 'has a backslash; separate folders with /';
  if (path.startsWith('/')) return "is absolute; name it relative to the namespace's folder of the share";
  if (/^[A-Za-z]:/.test(path)) return 'begins with a drive letter';
  return problemOfSegments(path.split('/'));
}

function problemOfSegments(segments: readonly string[]): string | undefined {
  if (segments.includes('..')) return "leaves the namespace's folder with ..";
  if (segments.includes('.')) return 'has a . segment';
  if (segments.includes('')) return 'has an empty segment';
  if (segments.some((segment) => Buffer.byteLength(segment) > maxSegmentBytes)) {
    return `has a segment longer than ${maxSegmentBytes} bytes`;
  }
  return undefined;
}
