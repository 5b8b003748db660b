import type { Severity } from '../job/states.ts';
import { describeIssue } from '../resource/describeIssue.ts';
import { type FoundProfile, profileSpecSchema, type SqlLintProfileSpec } from '../resource/sqlLintProfile.ts';
import { checkSettings } from '../sqlfluff/settings.ts';
import { dialectProblem, encodingProblem, rulesProblem, severityProblem } from './choices.ts';
import { defaultProfile } from './defaultProfile.ts';
import { runnerProblems } from './runnerProblems.ts';
import type { EffectiveProfile, Gate, Settings } from './types.ts';

export type ProfileCheck =
  | { readonly ok: true; readonly profile: EffectiveProfile }
  /** Sentences, each of which names a field, its value and the remedy. */
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * What jobs get that name this profile, or everything that is wrong with it: a profile is used as a whole or not at all.
 * What it leaves open is as in the built-in profile.
 */
export function checkProfile({ name, spec: written, unreadable, refusals = [] }: FoundProfile): ProfileCheck {
  if (unreadable !== undefined) return { ok: false, problems: [unreadable] };
  const parsed = profileSpecSchema.safeParse(written);
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.map((issue) => describeIssue(issue, 'spec', written)) };
  }
  const spec = parsed.data;
  const { settings, problems: badSettings } = settingsOf(spec.config);
  const problems = [...choiceProblems(spec), ...badSettings, ...runnerProblems(spec.runner), ...refusals];
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, profile: effectiveProfile(name, spec, settings) };
}

function choiceProblems(spec: SqlLintProfileSpec): readonly string[] {
  return [
    dialectProblem('spec.dialect', spec.dialect),
    rulesProblem('spec.rules', spec.rules),
    rulesProblem('spec.excludeRules', spec.excludeRules),
    encodingProblem('spec.encoding', spec.encoding),
    ...Object.keys(spec.severities ?? {}).map((prefix) => severityProblem('spec.severities', prefix)),
  ]
    .filter((problem) => problem !== undefined)
    .map((problem) => `${problem}.`);
}

/** Characters of JSON: far more than all settings take together. */
const longestConfig = 16 * 1024;

function settingsOf(config: SqlLintProfileSpec['config']): {
  readonly settings: Settings;
  readonly problems: readonly string[];
} {
  const length = JSON.stringify(config ?? {}).length;
  if (length > longestConfig) {
    const problem = `spec.config is ${length} characters of JSON; it must be at most ${longestConfig}.`;
    return { settings: {}, problems: [problem] };
  }
  const { settings, refusals } = checkSettings(config ?? {});
  const misplaced = Object.keys(settings).filter((path) => ownFields.has(path));
  return {
    settings,
    problems: [
      ...refusals.map(({ message }) => `spec.config: ${message}`),
      ...misplaced.map(
        (path) =>
          `spec.config: The setting "${path}" has a field of its own; write spec.${ownFields.get(path)} instead.`,
      ),
    ],
  };
}

/** One thing is said in one place, so that it is clear what a job overrides. */
const ownFields: ReadonlyMap<string, keyof SqlLintProfileSpec> = new Map([
  ['dialect', 'dialect'],
  ['rules', 'rules'],
  ['exclude_rules', 'excludeRules'],
]);

function effectiveProfile(name: string, spec: SqlLintProfileSpec, settings: Settings): EffectiveProfile {
  const { limits } = defaultProfile;
  return {
    name,
    dialect: spec.dialect,
    rules: spec.rules ?? defaultProfile.rules,
    excludeRules: spec.excludeRules ?? defaultProfile.excludeRules,
    encoding: spec.encoding.toLowerCase(),
    templater: spec.templater,
    parser: spec.parser,
    noqa: spec.noqa,
    inlineConfig: spec.inlineConfig,
    settings,
    severities: severitiesOf(spec.severities ?? {}),
    gate: gateOf(spec.gate),
    limits: {
      maxFileBytes: spec.limits?.maxFileBytes ?? limits.maxFileBytes,
      chunkAboveBytes: spec.limits?.chunkAboveBytes ?? limits.chunkAboveBytes,
    },
    ...(spec.runner && { runner: spec.runner }),
  };
}

function gateOf(gate: SqlLintProfileSpec['gate']): Gate {
  const limits = Object.entries(gate?.maxViolations ?? defaultProfile.gate.maxViolations);
  return {
    maxViolations: Object.fromEntries(limits.filter(([, limit]) => limit !== undefined)),
    maxFailedFiles: gate?.maxFailedFiles ?? defaultProfile.gate.maxFailedFiles,
  };
}

/** What a profile says of all rules that begin with `LT` also goes for those that the built-in profile singles out. */
function severitiesOf(chosen: Readonly<Record<string, Severity>>): Readonly<Record<string, Severity>> {
  const prefixes = Object.keys(chosen);
  const kept = Object.entries(defaultProfile.severities).filter(
    ([code]) => !prefixes.some((prefix) => code.startsWith(prefix)),
  );
  return { ...Object.fromEntries(kept), ...chosen };
}
