import type { JobResources } from '@sqllint/core/cluster/jobResources';
import { displayNameOf } from '@sqllint/core/job/displayName';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { Share } from '@sqllint/core/share/openShare';
import type { ArchiveLimits } from './archive/archiveLimits.ts';
import { openArchiveSource } from './archiveSource.ts';
import { openConfigMapSource } from './configMapSource.ts';
import { openFileSource } from './fileSource.ts';
import { textSource } from './textSource.ts';
import { type Source, SourceError } from './types.ts';

/**
 * Opens what a job wants analysed; the caller closes it.
 * @throws SourceError; ShareUnavailableError and ClusterUnavailableError are worth a retry
 */
export async function openSource(options: {
  readonly job: SqlLintJob;
  readonly share: Share;
  readonly resources: Pick<JobResources, 'readConfigMap'>;
  readonly limits: ArchiveLimits;
}): Promise<Source> {
  const { job, share, resources, limits } = options;
  const { archive, file, inline, configMap } = job.spec.source;
  const { maxFileBytes } = limits;
  const fileName = displayNameOf(job) ?? 'source.sql';
  if (archive) return openArchiveSource({ share, archive, limits });
  if (file) return openFileSource({ share, file, fileName, maxFileBytes });
  if (inline) return textSource([{ fileName, text: inline.sql }], maxFileBytes);
  if (configMap) {
    const ref = { namespace: job.metadata.namespace, name: configMap.name };
    return openConfigMapSource({ resources, ref, maxFileBytes });
  }
  throw new SourceError('SourceInvalid', 'The job names no source.');
}
