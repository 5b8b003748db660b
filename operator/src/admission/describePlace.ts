import type { SlotAnswer } from './createAdmission.ts';

/** Why a job waits for its turn, as a condition's message. */
export function describePlace(answer: Extract<SlotAnswer, { kind: 'waiting' }>, namespace: string): string {
  const { place, waiting, full, limit } = answer;
  const where = `Place ${place} of ${waiting} in the queue of namespace ${namespace}`;
  const jobs = limit === 1 ? 'job' : 'jobs';
  if (full === 'unknown') return `${where}: what runs already is not known yet.`;
  const who = full === 'namespace' ? `namespace ${namespace} runs` : 'the installation runs';
  return `${where}: ${who} ${limit} ${jobs}, which is its limit.`;
}
