import type { Db } from '../../dialect.ts';

export async function removeRunner(db: Db, runnerId: string): Promise<void> {
  await db('lint_runners').where({ runner_id: runnerId }).delete();
}
