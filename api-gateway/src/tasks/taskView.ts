import { taskErrorCodes, taskStatuses } from '@sqllint/core/job/states';
import type { TaskRecord } from '@sqllint/core/store/types';
import { z } from 'zod';
import { isoTime } from '../jobs/isoTime.ts';

/** A task as a job lists it. */
export const taskItemSchema = z.strictObject({
  task_id: z.string(),
  file_name: z.string(),
  status: z.enum(taskStatuses),
  result_file_path: z.string().nullable().describe("Relative to the namespace's folder on the share."),
  error_message: z.string().nullable(),
  error_code: z.enum(taskErrorCodes).nullable().describe('Why the file could not be analysed.'),
  cached: z.boolean().describe('An earlier result settled it.'),
});

export type TaskItem = z.infer<typeof taskItemSchema>;

export function taskItem(task: TaskRecord): TaskItem {
  return {
    task_id: task.taskId,
    file_name: task.fileName,
    status: task.status,
    result_file_path: task.resultPath,
    error_message: task.errorMessage,
    error_code: task.errorCode,
    cached: task.cached,
  };
}

export const taskViewSchema = z.strictObject({
  task_id: z.string(),
  job_id: z.string(),
  status: z.enum(taskStatuses),
  source_file_path: z.string().describe("The file's path in the archive, or its name."),
  result_file_path: z.string().nullable().describe("Relative to the namespace's folder on the share."),
  error_message: z.string().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  file_name: z.string(),
  file_size: z.int().min(0).describe('Bytes.'),
  error_code: z.enum(taskErrorCodes).nullable(),
  cached: z.boolean(),
});

export type TaskView = z.infer<typeof taskViewSchema>;

export function taskView(task: TaskRecord): TaskView {
  return {
    task_id: task.taskId,
    job_id: task.jobId,
    status: task.status,
    source_file_path: task.fileName,
    result_file_path: task.resultPath,
    error_message: task.errorMessage,
    created_at: isoTime(task.createdAt),
    updated_at: isoTime(task.updatedAt),
    file_name: task.fileName,
    file_size: task.fileSize,
    error_code: task.errorCode,
    cached: task.cached,
  };
}
