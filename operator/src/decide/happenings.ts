import type { OperatorStatus } from '@sqllint/core/cluster/jobResources';
import { isTerminalPhase } from '@sqllint/core/job/states';
import type { Condition } from '@sqllint/core/resource/sqlLintJob';
import type { JobHappening } from '../cluster/events.ts';
import { conditionOf } from './conditions.ts';
import { waitingForSlot } from './queued.ts';

/** Waiting for these is part of an ordinary life. */
const ordinaryWaits: ReadonlySet<string> = new Set(['WaitingForRunner', waitingForSlot, 'Suspended']);

/**
 * What a change of status is worth telling: a new phase, and a new reason for waiting.
 * @param lastWords of the runner whose failure changed the phase
 */
export function happeningsBetween(before: OperatorStatus, after: OperatorStatus, lastWords?: string): JobHappening[] {
  if (after.phase !== before.phase) return [withLastWords(phaseHappening(after), lastWords)];
  const waiting = conditionOf(after.conditions, 'Queued');
  if (waiting?.status !== 'True') return [];
  const unchanged = waiting.reason === conditionOf(before.conditions, 'Queued')?.reason;
  if (unchanged) return [];
  const { reason, message } = waiting;
  return [{ type: ordinaryWaits.has(reason) ? 'Normal' : 'Warning', reason, message }];
}

/**
 * Whether a happening is to be kept as an Event. Each one is a write for the API server and an object in etcd for an
 * hour; what every job goes through, its conditions say as well.
 */
export function isWorthAnEvent({ type, reason }: JobHappening, { phase }: OperatorStatus): boolean {
  return type === 'Warning' || isTerminalPhase(phase) || reason === 'Suspended';
}

function withLastWords(happening: JobHappening, lastWords: string | undefined): JobHappening {
  if (lastWords === undefined) return happening;
  return { ...happening, message: `${happening.message} Its last words: ${lastWords}` };
}

function phaseHappening(after: OperatorStatus): JobHappening {
  const { reason, message } = tellingCondition(after) ?? { reason: after.phase ?? 'Unknown', message: '' };
  const bad = after.phase === 'Failed' || after.phase === 'PartiallyCompleted';
  return { type: bad ? 'Warning' : 'Normal', reason, message };
}

function tellingCondition({ phase, conditions }: OperatorStatus): Condition | undefined {
  if (isTerminalPhase(phase)) return conditionOf(conditions, 'Complete') ?? conditionOf(conditions, 'Failed');
  return phase === 'Processing' ? conditionOf(conditions, 'Running') : conditionOf(conditions, 'Queued');
}
