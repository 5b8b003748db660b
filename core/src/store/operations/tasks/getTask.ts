import type { TaskId } from '../../../job/ids.ts';
import type { Db } from '../../dialect.ts';
import type { TaskRecord } from '../../types.ts';
import { selectTasks, type TaskRow, taskRecordOf } from './taskRow.ts';

export async function getTask(db: Db, taskId: TaskId): Promise<TaskRecord | undefined> {
  const row: TaskRow | undefined = await selectTasks(db).where('t.task_id', taskId).first();
  return row && taskRecordOf(row);
}
