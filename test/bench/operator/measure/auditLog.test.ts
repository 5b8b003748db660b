import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { countRequests } from './auditLog.ts';

const dir = mkdtempSync(join(tmpdir(), 'audit-'));
afterAll(() => rmSync(dir, { recursive: true }));

function entry(username: string, verb: string, resource: string, subresource?: string): string {
  return `${JSON.stringify({ verb, user: { username }, objectRef: { resource, subresource } })}\n`;
}

test('requests between two places are counted by client, verb and resource', async () => {
  const file = join(dir, 'audit.log');
  const before = entry('system:serviceaccount:bench-0:sqllint-operator', 'create', 'jobs');
  const between = [
    entry('system:serviceaccount:bench-0:sqllint-operator', 'patch', 'sqllintjobs', 'status'),
    entry('system:serviceaccount:bench-0:sqllint-operator', 'patch', 'sqllintjobs', 'status'),
    entry('system:serviceaccount:bench-1:sqllint-runner', 'get', 'sqllintjobs'),
    entry('system:serviceaccount:kube-system:job-controller', 'create', 'pods'),
    `${JSON.stringify({ verb: 'get', user: { username: 'admin' } })}\n`,
  ].join('');
  writeFileSync(file, before + between + before);
  const counted = await countRequests(file, before.length, before.length + between.length);
  expect(Object.fromEntries([...counted].map(([client, what]) => [client, Object.fromEntries(what)]))).toEqual({
    operator: { 'patch sqllintjobs/status': 2 },
    runners: { 'get sqllintjobs': 1 },
    controllers: { 'create pods': 1 },
  });
});
