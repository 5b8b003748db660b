import { sqlfluffVersion } from '@sqllint/core/sqlfluff/catalogue';

/** Raised with `ENGINE_REVISION` of the Python side whenever equal input could give another result. */
const engineRevision = 2;

/**
 * What the engines of this runner call themselves, known without starting one: files that were analysed before are
 * settled by it. `sqlfluffrs` is pinned to SQLFluff's own version.
 */
export const engineVersion = `sqlfluff ${sqlfluffVersion} + rs ${sqlfluffVersion} + engine ${engineRevision}`;

/** Engines that are not the ones that results are keyed by; nothing they find may be stored. */
export class EngineVersionError extends Error {
  override readonly name = 'EngineVersionError';
}

/**
 * Waits for an engine to say what it is.
 * @throws EngineVersionError when it is another one; EngineStartError when none starts
 */
export async function checkEngineVersion(engines: { engineVersion(): Promise<string> }): Promise<void> {
  const found = await engines.engineVersion();
  if (found === engineVersion) return;
  throw new EngineVersionError(`The engines are "${found}", but this runner was made for "${engineVersion}".`);
}
