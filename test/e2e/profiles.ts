import type { World } from './case.ts';
import { condition, type JobResource } from './jobs.ts';
import { waitFor } from './waiting.ts';

/** Applies a SqlLintProfile under the given name. */
export async function applyProfile(world: World, name: string, spec: object): Promise<void> {
  await world.kubectl.apply({ apiVersion: 'sqllint.dev/v1', kind: 'SqlLintProfile', metadata: { name }, spec });
}

/** Waits until the operator has judged the profile as it is now. Returns what it says. */
export function becomes(world: World, name: string, status: 'True' | 'False'): Promise<string> {
  return waitFor(
    `SqlLintProfile ${name} to be Valid=${status}`,
    async () => {
      const profile = await world.kubectl.json<JobResource & { readonly metadata: { readonly generation: number } }>([
        'get',
        'sqllintprofile',
        name,
      ]);
      const valid = condition(profile, 'Valid');
      return valid?.status === status && valid.observedGeneration === profile.metadata.generation
        ? valid.message
        : undefined;
    },
    { timeoutMs: 30_000 },
  );
}
