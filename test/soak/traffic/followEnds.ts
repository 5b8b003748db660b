import type { JobResources } from '@sqllint/core/cluster/jobResources';
import { isTerminalPhase } from '@sqllint/core/job/states';
import { indexOf } from './ledger.ts';

export interface Ends {
  /** The terminal phases that a submission's resource went through, by the submission's index. */
  readonly phases: ReadonlyMap<number, readonly string[]>;
  stop(): Promise<void>;
}

/** Watches how the resources of submissions end: a terminal phase that changes is noted too. */
export async function followEnds(resources: JobResources): Promise<Ends> {
  const phases = new Map<number, string[]>();
  const watch = resources.watch((event) => {
    if (event.type !== 'present') return;
    const index = indexOf(event.job.spec.submitter?.userId);
    const phase = event.job.status?.phase;
    if (index === undefined || phase === undefined || !isTerminalPhase(phase)) return;
    const seen = phases.get(index) ?? [];
    if (seen.at(-1) !== phase) phases.set(index, [...seen, phase]);
  });
  await watch.ready;
  return { phases, stop: () => watch.stop() };
}
