import type { OperatorStatus } from '@sqllint/core/cluster/jobResources';
import { type JobPhase, jobStatusOf, type SeverityCounts, type Verdict } from '@sqllint/core/job/states';
import { totalOf } from '@sqllint/core/profile/severity';
import type { Gate } from '@sqllint/core/profile/types';
import { verdictOf } from '@sqllint/core/profile/verdict';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { JobOutcome, TaskCounts } from '@sqllint/core/store/types';
import { endingMessage, endingReason } from './endingWords.ts';
import { finishedStatus } from './finishedStatus.ts';
import type { Ending } from './types.ts';
import { unfinishedTasks } from './unfinished.ts';

export interface FinalState {
  readonly tasks: TaskCounts;
  readonly violations: SeverityCounts;
  readonly gate: Gate;
  /** Of the job's source; see `JobRecord`. */
  readonly warnings: readonly string[];
}

export interface Conclusion {
  /** For the database; to be stored before the status is shown. */
  readonly outcome: JobOutcome;
  readonly status: OperatorStatus;
}

/**
 * The outcome of a job that ends now. `final` was read after the last task had ended.
 * @param now milliseconds since the epoch
 */
export function conclude(job: SqlLintJob, ending: Ending, final: FinalState, now: number): Conclusion {
  const phase = phaseOf(ending, final.tasks);
  const verdict = verdictFor(phase, final);
  const message = endingMessage(ending, phase, final.tasks, totalOf(final.violations));
  return {
    outcome: {
      status: jobStatusOf(phase),
      verdict: verdict ?? null,
      errorMessage: phase === 'Completed' ? null : message,
    },
    status: finishedStatus(job, {
      phase,
      verdict,
      reason: endingReason(ending, phase),
      message: conditionMessage(message, ending),
      violations: final.violations,
      warnings: final.warnings,
      now,
    }),
  };
}

/** Who may read the resource may read what the cluster said; `error_message` goes to whoever submitted the job. */
function conditionMessage(message: string, ending: Ending): string {
  if (ending.kind !== 'RunnerFailed' || ending.detail === undefined) return message;
  return `${message} (${ending.detail})`;
}

function phaseOf(ending: Ending, tasks: TaskCounts): JobPhase {
  if (ending.kind === 'Cancelled' || ending.kind === 'Deleted') return 'Cancelled';
  if (ending.kind === 'InvalidProfile' || ending.kind === 'SourceFailed' || tasks.succeeded === 0) return 'Failed';
  const complete = ending.kind === 'TasksDone' && tasks.failed === 0 && unfinishedTasks(tasks) === 0;
  return complete ? 'Completed' : 'PartiallyCompleted';
}

/** A job of which nothing could be analysed is Rejected whatever its gate allows; a cancelled one is not judged. */
function verdictFor(phase: JobPhase, { tasks, violations, gate }: FinalState): Verdict | undefined {
  if (phase === 'Cancelled') return undefined;
  return phase === 'Failed' ? 'Rejected' : verdictOf(violations, tasks.failed, gate);
}
