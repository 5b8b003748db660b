import { checkProfile } from '@sqllint/core/profile/checkProfile';
import type { SqlLintProfile } from '@sqllint/core/resource/parseProfile';
import type { Condition } from '@sqllint/core/resource/sqlLintJob';
import type { SqlLintProfileStatus } from '@sqllint/core/resource/sqlLintProfile';

/** Characters; the API takes 4096. */
const longestMessage = 4000;

/**
 * The status of a profile: whether jobs can use it, and everything that is wrong with it. Equal input gives an equal
 * status; `lastTransitionTime` moves only when `status` does, as the Kubernetes API conventions want it.
 * @param now milliseconds since the epoch
 */
export function profileStatus(profile: SqlLintProfile, now: number): SqlLintProfileStatus {
  const { generation } = profile.metadata;
  const check = checkProfile(profile);
  const valid: Omit<Condition, 'lastTransitionTime'> = {
    type: 'Valid',
    observedGeneration: generation,
    ...(check.ok
      ? { status: 'True', reason: 'Valid', message: 'Jobs can use the profile.' }
      : { status: 'False', reason: 'Invalid', message: cut(check.problems.join(' ')) }),
  };
  const before = profile.status?.conditions?.find(({ type }) => type === valid.type);
  const lastTransitionTime = before?.status === valid.status ? before.lastTransitionTime : new Date(now).toISOString();
  return { observedGeneration: generation, conditions: [{ ...valid, lastTransitionTime }] };
}

function cut(message: string): string {
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage - 1)}…`;
}
