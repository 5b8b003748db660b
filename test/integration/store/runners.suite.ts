import { describe, expect, test } from '@jest/globals';
import type { Fixture } from './fixture.ts';

export function runnersSuite(fixture: Fixture): void {
  describe('runners', () => {
    test('a heartbeat inserts the runner and then refreshes it; leaving removes it', async () => {
      const { store, db } = fixture();
      const beat = {
        runnerId: 'runner-x',
        jobId: null,
        host: 'node-1',
        pid: 42,
        engines: 2,
        currentTasks: [],
        totalTasks: 0,
      };
      await store.runners.beat(beat);
      await db('lint_runners').where({ runner_id: 'runner-x' }).update({ started_at: 5, command: 'shutdown' });
      await store.runners.beat({ ...beat, currentTasks: ['订单.sql'], totalTasks: 3 });

      const rows = await db('lint_runners').where({ runner_id: 'runner-x' });
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({
        current_tasks: '["订单.sql"]',
        total_tasks: 3,
        started_at: 5,
        command: 'shutdown',
      });

      await store.runners.leave('runner-x');
      expect(await db('lint_runners').where({ runner_id: 'runner-x' })).toEqual([]);
    });

    test('heartbeats of one runner at the same time do not disturb each other', async () => {
      const { store, db } = fixture();
      const beat = { runnerId: 'runner-y', jobId: null, host: 'node-1', pid: 42, engines: 2, currentTasks: [] };
      await Promise.all([1, 2, 3, 4].map((totalTasks) => store.runners.beat({ ...beat, totalTasks })));
      expect(await db('lint_runners').where({ runner_id: 'runner-y' })).toHaveLength(1);
    });

    test('are online as long as their last heartbeat is young', async () => {
      const { store, db } = fixture();
      const beat = { jobId: null, host: 'node-9', pid: 7, engines: 2, currentTasks: ['订单.sql'], totalTasks: 3 };
      await store.runners.beat({ ...beat, runnerId: 'runner-old' });
      await db('lint_runners').where({ runner_id: 'runner-old' }).decrement('heartbeat_at', 60_000);
      await store.runners.beat({ ...beat, runnerId: 'runner-young' });
      const online = await store.runners.online(30_000);
      expect(online.filter(({ host }) => host === 'node-9')).toEqual([
        { ...beat, runnerId: 'runner-young', startedAt: expect.any(Number), heartbeatAt: expect.any(Number) },
      ]);
      expect((await store.runners.online(120_000)).map(({ runnerId }) => runnerId)).toContain('runner-old');
    });
  });
}
