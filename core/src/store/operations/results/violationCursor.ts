import { InvalidCursorError } from '../../errors.ts';

/** A place in the violations of a job. */
export interface ViolationPlace {
  readonly entryIndex: number;
  /** Rank within the file's result, from 0. */
  readonly ordinal: number;
}

export function cursorOf(place: ViolationPlace): string {
  return `${place.entryIndex}.${place.ordinal}`;
}

/**
 * Reads a cursor; null is the place before the first violation.
 * @throws InvalidCursorError
 */
export function placeOf(cursor: string | null): ViolationPlace {
  if (cursor === null) return { entryIndex: -1, ordinal: -1 };
  const [, entryIndex, ordinal] = /^(\d{1,9})\.(\d{1,9})$/.exec(cursor) ?? [];
  if (entryIndex === undefined || ordinal === undefined) {
    throw new InvalidCursorError('The cursor is not one that this service returned.');
  }
  return { entryIndex: Number(entryIndex), ordinal: Number(ordinal) };
}
