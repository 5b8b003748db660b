import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { conditionOf } from '../decide/conditions.ts';

/** True while someone is still to be told of the end of the job; its resource must not go before. */
export function callbackPending({ spec, status }: SqlLintJob): boolean {
  if (spec.callback === undefined) return false;
  const delivery = conditionOf(status?.conditions, 'CallbackDelivered');
  return delivery === undefined || (delivery.status === 'False' && delivery.reason === 'Retrying');
}
