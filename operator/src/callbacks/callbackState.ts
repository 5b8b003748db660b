import { isTerminalPhase } from '@sqllint/core/job/states';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { callbackPending } from './callbackPending.ts';

/** How far the callback of a job is. */
export type CallbackState =
  /** Nobody wants to be told, or there is nothing to tell yet. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'due'; readonly url: string; readonly attempts: number }
  /** Milliseconds since the epoch. */
  | { readonly kind: 'waiting'; readonly until: number }
  /** Delivered, refused or given up. */
  | { readonly kind: 'over' };

/**
 * Everything that counts stands in the resource, so that another operator goes on where this one ended.
 * @param now milliseconds since the epoch
 */
export function callbackState(job: SqlLintJob, now: number): CallbackState {
  const { spec, status } = job;
  if (spec.callback === undefined || !isTerminalPhase(status?.phase)) return { kind: 'nothing' };
  if (!callbackPending(job)) return { kind: 'over' };
  const { attempts = 0, nextAttemptAt } = status?.callback ?? {};
  const until = nextAttemptAt === undefined ? now : Date.parse(nextAttemptAt);
  return until > now ? { kind: 'waiting', until } : { kind: 'due', url: spec.callback.url, attempts };
}
