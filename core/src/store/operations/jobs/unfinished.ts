import type { JobStatus } from '../../../job/states.ts';
import { isTerminalStatus, jobStatuses } from '../../../job/states.ts';

/** The statuses of jobs that may still change. */
export const unfinishedJobStatuses: readonly JobStatus[] = jobStatuses.filter((status) => !isTerminalStatus(status));
