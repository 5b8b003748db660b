import { longestTtlSeconds } from './traffic/plan.ts';
import type { World } from './world.ts';

/**
 * Shortens the time of resources that would stay for a day: of submissions over HTTP whose answer was lost, so that their
 * caller had no name to change it by.
 */
export async function expireTheRest({ resources, kubectl }: World): Promise<void> {
  for (const { metadata, spec } of await resources.list(kubectl.namespace)) {
    if (spec.ttlSecondsAfterFinished <= longestTtlSeconds) continue;
    await resources.patchSpec(metadata, { ttlSecondsAfterFinished: longestTtlSeconds });
  }
}
