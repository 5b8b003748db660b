/** A value and its path, as a configuration file spells it. */
export interface WrittenSetting {
  readonly path: string;
  readonly value: unknown;
}

/** Deeper than any setting lies. */
const deepest = 8;

/**
 * Settings by path, from nested sections (`{ rules: { 'capitalisation.keywords': {...} } }`), from paths
 * (`{ 'rules:capitalisation.keywords:ignore_words': ... }`), or from both mixed. `core` is the section without a name.
 */
export function flattenSettings(input: Readonly<Record<string, unknown>>): readonly WrittenSetting[] {
  return [...settingsIn(input, '', 0)];
}

function* settingsIn(
  section: Readonly<Record<string, unknown>>,
  prefix: string,
  depth: number,
): Generator<WrittenSetting> {
  for (const [name, value] of Object.entries(section)) {
    const path = prefix + name;
    if (isSection(value) && depth < deepest) yield* settingsIn(value, `${path}:`, depth + 1);
    else yield { path: path.replace(/^core:/, ''), value };
  }
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
