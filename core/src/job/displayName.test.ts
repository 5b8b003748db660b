import { describe, expect, test } from '@jest/globals';
import type { SqlLintJob } from '../resource/sqlLintJob.ts';
import { displayNameOf, fileNameAnnotation } from './displayName.ts';

function job(source: SqlLintJob['spec']['source'], fileName?: string) {
  const annotations = fileName === undefined ? {} : { annotations: { [fileNameAnnotation]: fileName } };
  return { metadata: annotations, spec: { source } } as unknown as Pick<SqlLintJob, 'metadata' | 'spec'>;
}

const file = { file: { path: 'submissions/2026/01/02/job-1/source.sql' } };

describe('the display name of a job', () => {
  test.each([
    ['is the annotation when there is one', job(file, '报表/q1.sql'), '报表/q1.sql'],
    ['is the last part of the path without an annotation', job(file), 'source.sql'],
    ['ignores an annotation with control characters', job(file, 'a\nb.sql'), 'source.sql'],
    ['ignores an empty annotation', job(file, ''), 'source.sql'],
    ['ignores an annotation that is too long', job(file, 'x'.repeat(1025)), 'source.sql'],
    ['is the name inside the resource for an inline text', job({ inline: { sql: 'x', fileName: 'i.sql' } }), 'i.sql'],
    ['does not exist for an archive', job({ archive: { path: 'archives/a.zip' } }, 'a.sql'), undefined],
    ['does not exist for a ConfigMap', job({ configMap: { name: 'sql' } }), undefined],
  ])('%s', (_, subject, expected) => {
    expect(displayNameOf(subject)).toBe(expected);
  });
});
