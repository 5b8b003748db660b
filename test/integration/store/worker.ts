/**
 * A runner as far as the store is concerned, as a process of its own: claims tasks of a job and commits them until
 * nothing is left. It prints a line when it has claimed something for the first time.
 * Usage: node worker.ts URL JOB_ID OWNER
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobId } from '../../../core/src/job/ids.ts';
import { openStore } from '../../../core/src/store/open.ts';
import { commitItem, violation } from './fixture.ts';

const [url = '', jobId = '', owner = ''] = process.argv.slice(2);
const store = await openStore({ url });
for (;;) {
  const claimed = await store.tasks.claim({ jobId: jobId as JobId, owner, limit: 4, leaseMs: 700, maxAttempts: 5 });
  const tasks = (await store.jobs.progress(jobId as JobId))?.tasks;
  if (claimed.length === 0 && tasks?.pending === 0 && tasks.inProgress === 0) break;
  if (claimed.length > 0) process.stdout.write('claimed\n');
  await sleep(10);
  await store.tasks.commit(
    jobId as JobId,
    claimed.map((task) => commitItem(task, owner, [violation()])),
  );
}
await store.close();
