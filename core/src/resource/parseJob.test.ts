import { expect, test } from '@jest/globals';
import { parseJob } from './parseJob.ts';

const metadata = {
  name: 'nightly',
  namespace: 'team-a',
  uid: '0f9e2c34-6f0a-4d07-8a53-1c2f7b6d9e10',
  resourceVersion: '17',
  creationTimestamp: '2026-03-01T08:00:00Z',
};
const spec = { source: { inline: { sql: 'SELECT 1' } } };

test('a resource that has no status yet can be read', () => {
  expect(parseJob({ metadata, spec })).toMatchObject({ metadata: { name: 'nightly' } });
});

test('fields that a newer version may have written are left out', () => {
  const job = parseJob({ metadata, spec: { ...spec, colour: 'red' }, status: { phase: 'Accepted', mood: 'good' } });
  expect(job.status).toEqual({ phase: 'Accepted' });
  expect(job.spec).not.toHaveProperty('colour');
});
