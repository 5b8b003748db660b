import { tooLarge } from './archive/openArchive.ts';
import type { Source } from './types.ts';

/** Texts that are in memory already, in the order given. */
export function textSource(
  texts: readonly { readonly fileName: string; readonly text: string | Uint8Array }[],
  maxFileBytes: number,
): Source {
  return {
    entries: texts.map(({ fileName, text }, entryIndex) => {
      const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(text);
      const problem = tooLarge(bytes.length, maxFileBytes);
      return { entryIndex, fileName, fileSize: bytes.length, ...(problem ? { problem } : {}), read: async () => bytes };
    }),
    close: async () => undefined,
  };
}
