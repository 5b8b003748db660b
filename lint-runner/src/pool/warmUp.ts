import { defaultProfile } from '@sqllint/core/profile/defaultProfile';
import { engineProfileOf } from '../engine/index.ts';
import { checkEngineVersion } from '../engineVersion.ts';
import type { Engines } from '../runner/context.ts';

const timeoutMs = 60_000;

/**
 * Starts the engines and has them load what they would load with the first file: a dialect takes as long as ten small
 * files. Others than that of the built-in profile are loaded when they are needed.
 * @throws EngineVersionError, EngineStartError; the signal's reason
 */
export async function warmUp(engines: Engines, signal: AbortSignal): Promise<void> {
  await checkEngineVersion(engines);
  const request = { profile: engineProfileOf(defaultProfile), text: 'SELECT 1\n', fileName: 'warm-up.sql', timeoutMs };
  await Promise.all(Array.from({ length: engines.size }, () => engines.analyse(request, signal)));
}
