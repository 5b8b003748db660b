import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StoreUnavailableError } from '../../../core/src/store/errors.ts';
import { openStore } from '../../../core/src/store/open.ts';
import { isRefusedValue } from '../../../core/src/store/refusedValue.ts';
import type { Store } from '../../../core/src/store/types.ts';
import { type BreakableServer, placeBefore } from '../database/breakableServer.ts';
import { addJob, addJobWithTasks, claim, commitItem, type Fixture, violation } from './fixture.ts';

/** For a database behind a network; SQLite has none that could fail. */
export function outageSuite(fixture: Fixture): void {
  describe('an outage', () => {
    let server: BreakableServer | undefined;
    let opened: Store | undefined;
    const network = (): BreakableServer => server ?? fail();
    const store = (): Store => opened ?? fail();

    beforeEach(async () => {
      server = await placeBefore(fixture().database.url);
      opened = await openStore({ url: server.url, statementTimeoutMs: 500 });
    });

    afterEach(async () => {
      await opened?.close();
      await server?.stop();
    });

    test('operations are refused as unavailable while the server is away, and work once it is back', async () => {
      const jobId = await addJobWithTasks(store(), 2);
      await network().stop();
      await expect(claim(store(), jobId)).rejects.toThrow(StoreUnavailableError);
      await expect(store().jobs.get(jobId)).rejects.toThrow(StoreUnavailableError);
      await expect(store().check()).rejects.toThrow(/^The database is not available: /);

      await network().start();
      expect(await claim(store(), jobId)).toHaveLength(2);
      await store().check();
    });

    test('a server that is lost between claim and commit loses neither the task nor the result', async () => {
      const jobId = await addJobWithTasks(store(), 1);
      const claimed = await claim(store(), jobId);
      const batch = claimed.map((task) => commitItem(task, 'runner-a', [violation()]));
      await network().stop();
      await expect(store().tasks.commit(jobId, batch)).rejects.toThrow(StoreUnavailableError);
      await network().start();
      expect(await store().tasks.commit(jobId, batch)).toHaveLength(1);
      expect(await store().jobs.severityCounts(jobId)).toMatchObject({ minor: 1 });
    });

    test('a server that falls silent does not hold an operation for ever', async () => {
      const jobId = await addJob(store());
      network().freeze();
      const error = await store()
        .jobs.get(jobId)
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(StoreUnavailableError);
      expect((error as Error).cause).toBeDefined();

      await network().stop();
      await network().start();
      expect(await store().jobs.get(jobId)).toMatchObject({ status: 'ACCEPTED' });
    });

    test('neither an error nor its cause repeats the password or the values of a statement', async () => {
      const secret = 'p4ssw0rd-of-the-test';
      const url = new URL(fixture().database.url);
      url.password = secret;
      const refused = await openStore({ url: url.toString() });
      const denied = await refused.check().catch((reason: unknown) => reason);
      await refused.close();
      expect(describeWhole(denied)).toMatch(/access denied/i);
      expect(describeWhole(denied)).not.toContain(secret);

      const jobId = await addJobWithTasks(store(), 1);
      const tooLong = await claim(store(), jobId, { owner: `secret-value-${'x'.repeat(300)}` }).catch(
        (reason: unknown) => reason,
      );
      expect(describeWhole(tooLong)).toMatch(/data too long/i);
      expect(describeWhole(tooLong)).not.toContain('secret-value');
      expect(isRefusedValue(tooLong)).toBe(true);
      expect(isRefusedValue(denied)).toBe(false);
    });
  });
}

function fail(): never {
  throw new Error('The store was not opened.');
}

/** Everything that a logger could print of an error. */
function describeWhole(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack} ${JSON.stringify(error)} ${error.cause === undefined ? '' : describeWhole(error.cause)}`;
}
