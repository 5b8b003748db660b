import { z } from 'zod';

/** Pieces of request schemas that queries, forms and JSON bodies share. */

/** A whole number, as a number or, since queries and forms have nothing else, as digits. */
export function wholeNumber({ min, max }: { readonly min: number; readonly max: number }) {
  const error = `send a whole number from ${min} to ${max}`;
  const inRange = z.int({ error }).min(min, { error }).max(max, { error });
  const digits = z
    .string({ error })
    .regex(/^-?\d{1,9}$/, { error })
    .transform(Number)
    .pipe(inRange);
  return z.union([inRange, digits], { error });
}

/** A list of texts; queries and forms may also give it separated by commas. */
export function textList<Schema extends z.ZodType<string[], string[]>>(list: Schema) {
  const separated = z
    .string()
    .max(20_000)
    .transform((text) => splitList(text))
    .pipe(list);
  return z.union([list, separated], { error: 'send a list of texts, each of 1 to 64 characters' });
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
