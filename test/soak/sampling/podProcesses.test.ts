import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { podUidOf, usesByPod } from './podProcesses.ts';

const uid = 'ec9508a9-5aba-4eed-8ec6-cb5f81cdb93e';

test.each([
  ['version 1', `9:name=systemd:/sqllint-1/kubepods/burstable/pod${uid}/211c\n8:pids:/sqllint-1`, uid],
  ['version 2', `0::/kubepods/pod${uid}/211c\n`, uid],
  ["systemd's names", `0::/kubepods.slice/kubepods-burstable-pod${uid.replaceAll('-', '_')}.slice/cri-1.scope\n`, uid],
  ['a process of the machine', '0::/user.slice/session-1.scope\n', undefined],
])('the pod of a process is read from its control group: %s', (_, cgroups, expected) => {
  expect(podUidOf(cgroups)).toBe(expected);
});

const proc = mkdtempSync(join(tmpdir(), 'proc-'));
afterAll(() => rmSync(proc, { recursive: true }));

function makeProcess(pid: number, group: string, kilobytes: number, files: number): void {
  const folder = join(proc, String(pid));
  mkdirSync(join(folder, 'fd'), { recursive: true });
  writeFileSync(join(folder, 'cgroup'), `0::${group}\n`);
  writeFileSync(join(folder, 'status'), `Name:\tnode\nVmRSS:\t    ${kilobytes} kB\n`);
  for (let file = 0; file < files; file += 1) writeFileSync(join(folder, 'fd', String(file)), '');
}

test('a pod has what its processes have together, and a process that has ended has nothing', () => {
  makeProcess(10, `/kubepods/pod${uid}/a`, 100, 2);
  makeProcess(11, `/kubepods/pod${uid}/a`, 50, 3);
  makeProcess(12, '/user.slice', 999, 9);
  mkdirSync(join(proc, '13'));
  writeFileSync(join(proc, 'uptime'), '1');
  expect([...usesByPod(proc)]).toEqual([[uid, { rss: 150 * 1024, openFiles: 5 }]]);
});
