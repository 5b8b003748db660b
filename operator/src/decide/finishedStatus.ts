import type { OperatorStatus } from '@sqllint/core/cluster/jobResources';
import { jobIdOf } from '@sqllint/core/job/identity';
import type { JobPhase, SeverityCounts, Verdict } from '@sqllint/core/job/states';
import { jobPhases, jobStatusOf } from '@sqllint/core/job/states';
import { totalOf } from '@sqllint/core/profile/severity';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import type { JobRecord } from '@sqllint/core/store/types';
import type { ConditionChange } from './conditions.ts';
import { changedStatus, ownStatus } from './status.ts';

export interface Finish {
  readonly phase: JobPhase;
  readonly verdict: Verdict | undefined;
  readonly reason: string;
  readonly message: string;
  readonly violations: SeverityCounts;
  readonly warnings: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The status of a finished job. `Complete` is True when files were analysed and `Failed` otherwise, also for a cancelled
 * job, so that waiting for either of the two always ends.
 */
export function finishedStatus(job: SqlLintJob, finish: Finish): OperatorStatus {
  const { phase, verdict, reason, message, violations, warnings, now } = finish;
  const completionTime = new Date(now).toISOString();
  const startTime = job.status?.startTime ?? job.status?.workload?.createdAt ?? completionTime;
  return changedStatus(
    { job, jobId: jobIdOf(job), now },
    {
      phase,
      startTime,
      completionTime,
      violations: { total: totalOf(violations), ...violations },
      ...(verdict !== undefined && { verdict }),
      conditions: [
        ...stoppedConditions(job, reason),
        endCondition(phase, reason, message),
        ...warningConditions(warnings),
      ],
    },
  );
}

/** The same from the database, for an end that was stored and not shown. */
export function recordedStatus(job: SqlLintJob, record: JobRecord, violations: SeverityCounts): OperatorStatus {
  const phase = jobPhases.find((candidate) => jobStatusOf(candidate) === record.status) ?? 'Failed';
  return finishedStatus(job, {
    phase,
    verdict: record.verdict ?? undefined,
    reason: record.sourceErrorReason ?? phase,
    message: record.errorMessage ?? 'Every file was analysed.',
    violations,
    warnings: record.warnings,
    now: record.finishedAt ?? record.updatedAt,
  });
}

function endCondition(phase: JobPhase, reason: string, message: string): ConditionChange {
  const type = phase === 'Completed' || phase === 'PartiallyCompleted' ? 'Complete' : 'Failed';
  return { type, status: 'True', reason, message };
}

/** UTF-16 units, which leaves room for what cuts a longer message. */
const longestWarning = 1000;

/** Tells as many of the warnings as there is room for; all of them stand in the answer about the job. */
function warningConditions(warnings: readonly string[]): ConditionChange[] {
  const [first = '', ...others] = warnings;
  if (first === '') return [];
  let message = first;
  let told = 1;
  for (const warning of others) {
    if (message.length + warning.length + 1 > longestWarning) break;
    message += ` ${warning}`;
    told += 1;
  }
  const more = warnings.length - told;
  return [
    {
      type: 'Warnings',
      status: 'True',
      reason: 'SettingsRefused',
      message: more === 0 ? message : `${message} (${more} more)`,
    },
  ];
}

function stoppedConditions(job: SqlLintJob, reason: string): ConditionChange[] {
  const over = { status: 'False', reason: 'Finished', message: 'The job is finished.' } as const;
  const known = new Set(ownStatus(job).conditions?.map((condition) => condition.type));
  const acceptance: ConditionChange =
    reason === 'InvalidProfile' || reason === 'ProfileNotFound'
      ? { type: 'Accepted', status: 'False', reason, message: 'The settings of the job cannot be used.' }
      : { type: 'Accepted', status: 'True', reason: 'Accepted', message: 'The job was accepted.' };
  const running: ConditionChange[] = known.has('Running') ? [{ type: 'Running', ...over }] : [];
  return [acceptance, { type: 'Queued', ...over }, ...running];
}
