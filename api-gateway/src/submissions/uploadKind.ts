/** What may be uploaded: one SQL file, or a ZIP of them. */
export type UploadKind = 'sql' | 'zip';

const kindByType: Readonly<Record<string, UploadKind>> = {
  'application/zip': 'zip',
  'application/x-zip-compressed': 'zip',
  'application/sql': 'sql',
  'application/x-sql': 'sql',
  'text/x-sql': 'sql',
};

/** By the file's name, whose ending people choose; undefined for any other ending. */
export function kindOfName(fileName: string): UploadKind | undefined {
  const ending = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase();
  return ending === 'sql' || ending === 'zip' ? ending : undefined;
}

/** By the media type's essence. */
export function kindOfType(essence: string): UploadKind | undefined {
  return Object.hasOwn(kindByType, essence) ? kindByType[essence] : undefined;
}
