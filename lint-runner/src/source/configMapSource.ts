import type { JobRef, JobResources } from '@sqllint/core/cluster/jobResources';
import { textSource } from './textSource.ts';
import { type Source, SourceError } from './types.ts';

/** The `*.sql` keys of a ConfigMap, by name. */
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
  return textSource(texts, options.maxFileBytes);
}
