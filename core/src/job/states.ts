/** The states of a job and of a task, in the words of the resource (`phase`) and of HTTP (`job_status`). */

export const jobPhases = ['Accepted', 'Processing', 'Completed', 'PartiallyCompleted', 'Failed', 'Cancelled'] as const;
export type JobPhase = (typeof jobPhases)[number];

export const jobStatuses = [
  'ACCEPTED',
  'PROCESSING',
  'COMPLETED',
  'PARTIALLY_COMPLETED',
  'FAILED',
  'CANCELLED',
] as const;
export type JobStatus = (typeof jobStatuses)[number];

const statusByPhase: Record<JobPhase, JobStatus> = {
  Accepted: 'ACCEPTED',
  Processing: 'PROCESSING',
  Completed: 'COMPLETED',
  PartiallyCompleted: 'PARTIALLY_COMPLETED',
  Failed: 'FAILED',
  Cancelled: 'CANCELLED',
};

/** The HTTP word for a phase of the resource. */
export function jobStatusOf(phase: JobPhase): JobStatus {
  return statusByPhase[phase];
}

const terminalPhases: ReadonlySet<JobPhase> = new Set(['Completed', 'PartiallyCompleted', 'Failed', 'Cancelled']);

/** True for a phase that never changes again. */
export function isTerminalPhase(phase: JobPhase | undefined): boolean {
  return phase !== undefined && terminalPhases.has(phase);
}

const terminalStatuses: ReadonlySet<JobStatus> = new Set(['COMPLETED', 'PARTIALLY_COMPLETED', 'FAILED', 'CANCELLED']);

/** True for an HTTP job status that never changes again. */
export function isTerminalStatus(status: JobStatus): boolean {
  return terminalStatuses.has(status);
}

export const taskStatuses = ['PENDING', 'IN_PROGRESS', 'SUCCESS', 'FAILURE'] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** Why a file could not be analysed. */
export const taskErrorCodes = [
  'TOO_LARGE',
  'UNDECODABLE',
  'TIMEOUT',
  'OUT_OF_MEMORY',
  'ENGINE_CRASH',
  'TEMPLATE_ERROR',
  'SOURCE_MISSING',
  'DEADLINE_EXCEEDED',
  'RUNNER_FAILED',
  'CANCELLED',
] as const;
export type TaskErrorCode = (typeof taskErrorCodes)[number];

/** Why a whole source could not be opened; doubles as the reason of the `Failed` condition. */
export const sourceErrorReasons = ['SourceMissing', 'SourceInvalid', 'SourceEmpty', 'SourceTooLarge'] as const;
export type SourceErrorReason = (typeof sourceErrorReasons)[number];

export const verdicts = ['Passed', 'Rejected'] as const;
export type Verdict = (typeof verdicts)[number];

export const severities = ['Blocker', 'Critical', 'Major', 'Minor', 'Info'] as const;
export type Severity = (typeof severities)[number];

/** Violations by severity, as the resource's status and the database hold them. */
export interface SeverityCounts {
  readonly blocker: number;
  readonly critical: number;
  readonly major: number;
  readonly minor: number;
  readonly info: number;
}

export const submissionTypes = ['SINGLE_FILE', 'ZIP_ARCHIVE'] as const;
export type SubmissionType = (typeof submissionTypes)[number];
