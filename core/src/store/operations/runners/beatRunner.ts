import { type Db, nowMs } from '../../dialect.ts';
import { insertIfAbsent } from '../../insertIfAbsent.ts';
import type { RunnerHeartbeat } from '../../types.ts';

/** Inserts or refreshes the runner's row; a command that waits for it stays. */
export async function beatRunner(db: Db, beat: RunnerHeartbeat): Promise<void> {
  const now = nowMs(db);
  const state = {
    job_id: beat.jobId,
    host: beat.host,
    pid: beat.pid,
    engines: beat.engines,
    current_tasks: JSON.stringify(beat.currentTasks),
    total_tasks: beat.totalTasks,
    heartbeat_at: now,
  };
  const refreshed = await db('lint_runners').where({ runner_id: beat.runnerId }).update(state);
  if (refreshed > 0) return;
  await insertIfAbsent(db, 'lint_runners', 'runner_id', [{ runner_id: beat.runnerId, ...state, started_at: now }]);
}
