import { endRunners } from '../lane.ts';
import { preparation } from '../preparation.ts';
import type { Guard } from '../types.ts';
import { deadlineLeftMs } from '../wakeUp.ts';

export const deadline: Guard = (situation) => {
  const { job, jobId, observed } = situation;
  const endedByCluster = observed.workload?.state === 'failed' && observed.workload.reason === 'DeadlineExceeded';
  if (deadlineLeftMs(situation) > 0 && !endedByCluster) return undefined;
  const message = `The job took longer than its deadline of ${job.spec.activeDeadlineSeconds} s.`;
  return {
    kind: 'conclude',
    actions: [
      ...preparation(situation),
      endRunners(situation),
      { type: 'failUnfinished', jobId, code: 'DEADLINE_EXCEEDED', message },
    ],
    ending: { kind: 'DeadlineExceeded' },
  };
};
