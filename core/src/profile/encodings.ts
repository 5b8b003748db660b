/** The encodings that a submission may name; `auto` tries the byte order mark, strict UTF-8, then `fallbackEncodings`. */
export const encodings = [
  'auto',
  'utf-8',
  'utf-16le',
  'utf-16be',
  'gb18030',
  'gbk',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'windows-1252',
  'iso-8859-1',
] as const;

/** The encodings that `auto` tries last, in this order. Result keys depend on them. */
export const fallbackEncodings: readonly string[] = ['gb18030'];

export type EncodingName = (typeof encodings)[number];

export function isEncodingName(text: string): text is EncodingName {
  return (encodings as readonly string[]).includes(text);
}
