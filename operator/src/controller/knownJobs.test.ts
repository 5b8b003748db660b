import { expect, test } from '@jest/globals';
import { aJob } from '../../test/jobs.ts';
import { createKnownJobs } from './knownJobs.ts';

const job = (version: string, uid = 'u1') => aJob({ metadata: { resourceVersion: version, uid } });
const ref = { namespace: 'team-a', name: 'nightly' };

test('what we wrote is not undone by an older event that comes late', () => {
  const known = createKnownJobs();
  known.see({ type: 'present', job: job('9') });
  known.remember(job('11'));
  known.see({ type: 'present', job: job('10') });
  expect(known.get(ref)?.metadata.resourceVersion).toBe('11');
});

test('the answer to a last write does not bring back what is gone', () => {
  const known = createKnownJobs();
  known.see({ type: 'present', job: job('9') });
  expect(known.see({ type: 'gone', ref, uid: 'u1' }).gone?.metadata.uid).toBe('u1');
  known.remember(job('10'));
  expect(known.get(ref)).toBeUndefined();
  expect(known.size).toBe(0);
});

test('a name that is used again is another job, and the first one is named as gone', () => {
  const known = createKnownJobs();
  known.see({ type: 'present', job: job('9') });
  expect(known.see({ type: 'present', job: job('12', 'u2') }).gone?.metadata.uid).toBe('u1');
  known.remember(job('13', 'u1'));
  expect(known.see({ type: 'gone', ref, uid: 'u1' }).gone).toBeUndefined();
  expect(known.get(ref)?.metadata.uid).toBe('u2');
});

test('the SQL itself is not kept', () => {
  const known = createKnownJobs();
  const inline = { sql: 'SELECT 1', fileName: 'a.sql' };
  known.see({ type: 'present', job: aJob({ spec: { source: { inline } } }) });
  expect(known.get(ref)?.spec.source).toEqual({ inline: { sql: '', fileName: 'a.sql' } });
});

test('what a write of ours has told already is no news when the watch tells it', () => {
  const known = createKnownJobs();
  expect(known.see({ type: 'present', job: job('9') }).isNew).toBe(true);
  known.remember(job('10'));
  expect(known.see({ type: 'present', job: job('10') }).isNew).toBe(false);
  expect(known.see({ type: 'present', job: job('11') }).isNew).toBe(true);
  expect(known.see({ type: 'gone', ref, uid: 'u1' }).isNew).toBe(true);
});
