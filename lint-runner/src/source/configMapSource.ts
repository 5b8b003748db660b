import type { JobRef, JobResources } from '@sqllint/core/cluster/jobResources';
import { configFileName } from './configFileName.ts';
import { textSource } from './textSource.ts';
import { type ConfigFile, type Source, SourceError } from './types.ts';

/** The `*.sql` keys of a ConfigMap, by name, and its key `.sqlfluff` for all of them. */
export async function openConfigMapSource(options: {
  readonly resources: Pick<JobResources, 'readConfigMap'>;
  readonly ref: JobRef;
  readonly maxFileBytes: number;
}): Promise<Source> {
  const { namespace, name } = options.ref;
  const data = await options.resources.readConfigMap(options.ref);
  if (data === undefined) {
    throw new SourceError('SourceMissing', `There is no ConfigMap "${name}" in the namespace "${namespace}".`);
  }
  const texts = Object.entries(data)
    .filter(([key]) => /\.sql$/i.test(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([fileName, text]) => ({ fileName, text }));
  if (texts.length === 0) throw new SourceError('SourceEmpty', `The ConfigMap "${name}" has no key that ends in .sql.`);
  return { ...textSource(texts, options.maxFileBytes), configFiles: configFilesOf(data[configFileName]) };
}

function configFilesOf(text: string | Uint8Array | undefined): readonly ConfigFile[] {
  if (text === undefined) return [];
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(text);
  return [{ folder: '', fileName: configFileName, fileSize: bytes.length, read: async () => bytes }];
}
