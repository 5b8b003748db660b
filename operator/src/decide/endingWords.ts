import type { JobPhase } from '@sqllint/core/job/states';
import type { TaskCounts } from '@sqllint/core/store/types';
import type { Ending } from './types.ts';

/** The reason of the condition that ends a job: one CamelCase word. */
export function endingReason(ending: Ending, phase: JobPhase): string {
  switch (ending.kind) {
    case 'TasksDone':
      return phase === 'Failed' ? 'NoFileAnalysed' : phase;
    case 'RunnerFailed':
    case 'SourceFailed':
    case 'InvalidProfile':
      return ending.reason;
    case 'Recorded':
      return phase;
    default:
      return ending.kind;
  }
}

/** A sentence for the condition and for `error_message`. */
export function endingMessage(ending: Ending, phase: JobPhase, tasks: TaskCounts, violations: number): string {
  switch (ending.kind) {
    case 'Cancelled':
      return 'The job was cancelled.';
    case 'Deleted':
      return 'The job was deleted before it was finished.';
    case 'DeadlineExceeded':
      return `The job took longer than its deadline. ${analysed(tasks)}`;
    case 'RunnerFailed':
      return tasks.total === 0 ? ending.message : `${ending.message} ${analysed(tasks)}`;
    case 'SourceFailed':
    case 'InvalidProfile':
      return ending.message;
    default:
      return phase === 'Completed' ? `${analysed(tasks)} ${found(violations)}` : analysed(tasks);
  }
}

function analysed({ succeeded, total }: TaskCounts): string {
  const missing = total - succeeded;
  const files = total === 1 ? 'file was' : 'files were';
  return missing === 0
    ? `${succeeded} of ${total} ${files} analysed.`
    : `${succeeded} of ${total} ${files} analysed, ${missing} could not be.`;
}

function found(violations: number): string {
  return violations === 1 ? '1 violation was found.' : `${violations} violations were found.`;
}
