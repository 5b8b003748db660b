import { tooLarge } from './archive/openArchive.ts';
import type { EntryProblem, Source } from './types.ts';

/** Texts that are in memory already, in the order given. */
export function textSource(
  texts: readonly { readonly fileName: string; readonly text: string | Uint8Array }[],
  maxFileBytes: number,
): Source {
  return {
    entries: texts.map(({ fileName, text }, entryIndex) => {
      const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(text);
      const problem = tooLarge(bytes.length, maxFileBytes) ?? illFormed(text);
      return { entryIndex, fileName, fileSize: bytes.length, ...(problem ? { problem } : {}), read: async () => bytes };
    }),
    close: async () => undefined,
  };
}

/** Half of a surrogate pair has no bytes in UTF-8; what would be analysed is another text, with U+FFFD in its place. */
function illFormed(text: string | Uint8Array): EntryProblem | undefined {
  if (typeof text !== 'string' || text.isWellFormed()) return undefined;
  return {
    code: 'UNDECODABLE',
    message: 'The text has half of a surrogate pair, which is no character. Remove it, or send the whole pair.',
  };
}
