import { expect, test } from '@jest/globals';
import type { JobId } from '@sqllint/core/job/ids';
import { createLogger } from '@sqllint/core/logging/logger';
import type { Store } from '@sqllint/core/store/types';
import { MemoryStore } from '../../test/memoryStore.ts';
import { endAbandoned } from './abandoned.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

test('an abandoned job ends as cancelled, once, and one that is over stays as it is', async () => {
  const memory = new MemoryStore();
  const jobId = 'job-a' as JobId;
  await memory.store.jobs.insert({ jobId } as Parameters<Store['jobs']['insert']>[0]);
  memory.work(jobId, 'listed');
  await endAbandoned(jobId, memory.store, logger);
  expect(memory.rows.get(jobId)).toMatchObject({ status: 'CANCELLED', tasks: { pending: 0, failed: 3 } });
  memory.rows.set(jobId, { ...memory.rows.get(jobId), status: 'COMPLETED' } as never);
  await endAbandoned(jobId, memory.store, logger);
  await endAbandoned('job-unknown' as JobId, memory.store, logger);
  expect(memory.rows.get(jobId)?.status).toBe('COMPLETED');
});
