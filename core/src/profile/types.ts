import type { Severity } from '../job/states.ts';
import type { ProfileRunner } from '../resource/profileRunner.ts';

/** Everything that decides what an analysis of a text yields, and how its violations are judged. */
export interface EffectiveProfile {
  readonly name: string;
  /** A dialect label of SQLFluff, for instance `mysql`. */
  readonly dialect: string;
  /** Rule references as SQLFluff accepts them (code, name, group, alias, glob); empty means all rules. */
  readonly rules: readonly string[];
  readonly excludeRules: readonly string[];
  /** `auto`, or one of the encodings that the decoder knows. */
  readonly encoding: string;
  readonly templater: 'raw';
  /** Rust: SQLFluff's own choice, which falls back to Python where there is no Rust parser. */
  readonly parser: 'Rust' | 'Python';
  readonly noqa: 'Honour' | 'Ignore';
  /** Whether `-- sqlfluff:` lines in a text count, within the list of allowed settings. */
  readonly inlineConfig: 'Honour' | 'Ignore';
  readonly settings: Settings;
  /** Severity by rule code or code prefix; the longest matching prefix wins. */
  readonly severities: Readonly<Record<string, Severity>>;
  readonly gate: Gate;
  readonly limits: ProfileLimits;
  /** Where and with what the pods run; it changes no result. */
  readonly runner?: ProfileRunner;
}

/**
 * Settings of SQLFluff by their path, as its configuration files spell it: `max_line_length`,
 * `indentation:tab_space_size`, `rules:capitalisation.keywords:capitalisation_policy`, `layout:type:comma:line_position`.
 */
export type Settings = Readonly<Record<string, SettingValue>>;
/** `null` unsets what has a value otherwise, as `None` does in the files. */
export type SettingValue = string | number | boolean | null;

/** What makes a job `Rejected`. */
export interface Gate {
  /** The most violations of each severity that still pass; a severity that is not listed does not matter. */
  readonly maxViolations: Readonly<Partial<Record<Severity, number>>>;
  /** The most files that could not be analysed. */
  readonly maxFailedFiles: number;
}

export interface ProfileLimits {
  /** Bytes; a larger file is a FAILURE with TOO_LARGE. */
  readonly maxFileBytes: number;
  /** Bytes; a larger file is analysed in parts. */
  readonly chunkAboveBytes: number;
}
