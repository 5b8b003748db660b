import type { Condition } from '@sqllint/core/resource/sqlLintJob';

export const conditionTypes = [
  'Accepted',
  'Queued',
  'Running',
  'Complete',
  'Failed',
  'Warnings',
  'CallbackDelivered',
] as const;
export type ConditionType = (typeof conditionTypes)[number];

export interface ConditionChange {
  readonly type: ConditionType;
  readonly status: Condition['status'];
  readonly reason: string;
  readonly message: string;
}

const maxMessage = 1024;

/**
 * Sets conditions, in a fixed order. `lastTransitionTime` moves only when `status` does, as the Kubernetes API
 * conventions want it.
 */
export function withConditions(
  before: readonly Condition[],
  changes: readonly ConditionChange[],
  now: number,
): Condition[] {
  const byType = new Map(before.map((condition) => [condition.type, condition]));
  for (const change of changes) byType.set(change.type, transition(byType.get(change.type), change, now));
  const order = (type: string): number => (conditionTypes as readonly string[]).indexOf(type);
  return [...byType.values()].sort((a, b) => order(a.type) - order(b.type));
}

export function conditionOf(conditions: readonly Condition[] | undefined, type: ConditionType): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

function transition(before: Condition | undefined, change: ConditionChange, now: number): Condition {
  const unchanged = before !== undefined && before.status === change.status;
  return {
    ...change,
    message: cut(change.message),
    lastTransitionTime: unchanged ? before.lastTransitionTime : new Date(now).toISOString(),
  };
}

/** The message of a pod can hold a whole log line or an image manifest; a resource must stay small. */
function cut(message: string): string {
  return message.length <= maxMessage ? message : `${message.slice(0, maxMessage - 1)}…`;
}
