import { type Db, inMs } from '../../dialect.ts';
import type { RunnerRecord } from '../../types.ts';

interface RunnerRow {
  readonly runner_id: string;
  readonly job_id: RunnerRecord['jobId'];
  readonly host: string;
  readonly pid: number;
  readonly engines: number;
  readonly current_tasks: string;
  readonly total_tasks: number;
  readonly started_at: number;
  readonly heartbeat_at: number;
}

/** The runners whose last heartbeat is at most that old, by id. */
export async function onlineRunners(db: Db, withinMs: number): Promise<readonly RunnerRecord[]> {
  const rows: readonly RunnerRow[] = await db('lint_runners')
    .where('heartbeat_at', '>=', inMs(db, -withinMs))
    .orderBy('runner_id');
  return rows.map((row) => ({
    runnerId: row.runner_id,
    jobId: row.job_id,
    host: row.host,
    pid: row.pid,
    engines: row.engines,
    currentTasks: JSON.parse(row.current_tasks) as readonly string[],
    totalTasks: row.total_tasks,
    startedAt: row.started_at,
    heartbeatAt: row.heartbeat_at,
  }));
}
