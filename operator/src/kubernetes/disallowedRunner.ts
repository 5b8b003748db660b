import type { ProfileRunner, ProfileRunnerField } from '@sqllint/core/resource/profileRunner';
import { engineSizingOf, leastRunnerMib } from './engineSizing.ts';
import { parseQuantity } from './quantity.ts';
import type { RunnerJobSettings } from './runnerJobSettings.ts';
import { resourcesOf } from './runnerScheduling.ts';

/** What an installation lets profiles say, and what it gives pods itself. */
export type RunnerRules = Pick<RunnerJobSettings, 'profileFields' | 'resources'>;

/**
 * Sentences about what an installation does not let a profile say of its pods. Such a profile is refused as a whole: one
 * that asks for certain nodes, for instance those apart from everything else, must not have its SQL run on others, and a
 * job that starts without the memory it was given fails later and with a worse reason.
 */
export function disallowedRunner(runner: ProfileRunner | undefined, rules: RunnerRules): readonly string[] {
  if (runner === undefined) return [];
  const { profileFields: allowed = [], resources } = rules;
  const refused = (Object.keys(runner) as ProfileRunnerField[])
    .filter((field) => !allowed.includes(field))
    .map((field) => `spec.runner.${field} is not allowed by this installation; ${remedy(field)}.`);
  return refused.length > 0 ? refused : sizeProblems(runner, resources);
}

function remedy(field: ProfileRunnerField): string {
  return `remove it, or let an administrator add ${field} to runner.profileScheduling of the chart`;
}

/** Pods that nobody would start, and runners without room for an engine. */
function sizeProblems({ resources: chosen }: ProfileRunner, installation: RunnerRules['resources']): readonly string[] {
  if (chosen === undefined) return [];
  const resources = resourcesOf(installation, chosen);
  const tooMuch = (['cpu', 'memory'] as const).flatMap((what) => {
    const [request, limit] = [resources.requests?.[what], resources.limits?.[what]];
    if (!((parseQuantity(request ?? '') ?? 0) > (parseQuantity(limit ?? '') ?? Number.POSITIVE_INFINITY))) return [];
    return [
      `spec.runner.resources requests ${request} of ${what}, above the limit of ${limit}; set limits.${what} as well.`,
    ];
  });
  if (engineSizingOf(resources).engines > 0) return tooMuch;
  const memory = resources.limits?.memory;
  return [
    ...tooMuch,
    `spec.runner.resources.limits.memory is ${memory}, which has no room for an analysis engine; set ${leastRunnerMib}Mi or more.`,
  ];
}
