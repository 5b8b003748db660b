import type { OperatorStatus } from '@sqllint/core/cluster/jobResources';
import type { SqlLintJob } from '@sqllint/core/resource/sqlLintJob';
import { retryDelay } from '../controller/retryDelay.ts';
import { type ConditionChange, withConditions } from '../decide/conditions.ts';
import { ownStatus } from '../decide/status.ts';
import type { CallbackSettings } from './callbackSettings.ts';

/** How one attempt ended. Messages name the host at most: the rest of the address may be a secret. */
export type AttemptOutcome =
  | { readonly kind: 'answered'; readonly httpStatus: number; readonly host: string }
  /** No request can be made as the installation is. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'failed'; readonly reason: 'NoAnswer' | 'SecretMissing'; readonly message: string };

export interface CallbackChange {
  readonly callback: NonNullable<OperatorStatus['callback']>;
  readonly condition: ConditionChange;
}

type Limits = Pick<CallbackSettings, 'maxAttempts' | 'retry'>;

/**
 * What an attempt changes in the status.
 * @param attempts this one included
 * @param now milliseconds since the epoch
 */
export function callbackChange(
  outcome: AttemptOutcome,
  attempts: number,
  { settings, now, random }: { readonly settings: Limits; readonly now: number; readonly random: () => number },
): CallbackChange {
  const over = { attempts, lastAttemptAt: new Date(now).toISOString() };
  const verdict = judge(outcome);
  if (verdict.final) return { callback: over, condition: conditionOf(verdict.reason, verdict.message) };
  if (attempts >= settings.maxAttempts) {
    const reason = verdict.reason === 'SecretMissing' ? verdict.reason : 'GaveUp';
    return {
      callback: over,
      condition: conditionOf(reason, `${verdict.message} That was the last of ${attempts} attempts.`),
    };
  }
  const next = now + Math.round(retryDelay(attempts, settings.retry, random));
  return {
    callback: { ...over, nextAttemptAt: new Date(next).toISOString() },
    condition: conditionOf('Retrying', `${verdict.message} It will be tried again.`),
  };
}

/** The status of the job as it is, with the callback's part changed and nothing else. */
export function statusWithCallback(job: SqlLintJob, change: CallbackChange, now: number): OperatorStatus {
  const before = ownStatus(job);
  const conditions = withConditions(before.conditions ?? [], [change.condition], now);
  return { ...before, callback: change.callback, conditions };
}

interface Judgement {
  readonly final: boolean;
  readonly reason: 'Delivered' | 'GaveUp' | 'TargetRefused' | 'SecretMissing' | 'Retrying';
  readonly message: string;
}

function judge(outcome: AttemptOutcome): Judgement {
  if (outcome.kind === 'refused') return { final: true, reason: 'TargetRefused', message: outcome.message };
  if (outcome.kind === 'failed') {
    const reason = outcome.reason === 'SecretMissing' ? 'SecretMissing' : 'Retrying';
    return { final: false, reason, message: outcome.message };
  }
  const { httpStatus, host } = outcome;
  const message = `${host} answered with ${httpStatus}.`;
  if (httpStatus >= 200 && httpStatus < 300) return { final: true, reason: 'Delivered', message };
  if (httpStatus === 410)
    return { final: true, reason: 'GaveUp', message: `${message} It wants no callbacks any more.` };
  return { final: false, reason: 'Retrying', message };
}

function conditionOf(reason: Judgement['reason'], message: string): ConditionChange {
  return { type: 'CallbackDelivered', status: reason === 'Delivered' ? 'True' : 'False', reason, message };
}
