/** Why a setting of SQLFluff is not taken from users, whatever its value. */
interface RefusedSettings {
  readonly matches: RegExp;
  /** The rest of a sentence. */
  readonly reason: string;
}

/** The first that matches gives the reason. */
const refused: readonly RefusedSettings[] = [
  { matches: /regex/, reason: 'a regular expression can keep an engine busy for ever' },
  { matches: /^(templater|plugin|dbt|jinja)/, reason: 'templaters and plugins can run code' },
  { matches: /^ignore_templated_areas$/, reason: 'it belongs to templaters, which can run code' },
  { matches: /_(path|dir|paths|dirs)$|(^|:)path$/, reason: 'users may not name paths of the machine' },
  {
    matches: /^(recursion_limit|max_parse_(depth|nodes)|runaway_limit|render_variant_limit)$/,
    reason: 'limits are set by whoever runs the service',
  },
  { matches: /^(large_file_skip_|rust_parser_)/, reason: 'limits are set by whoever runs the service' },
  { matches: /^processes$/, reason: 'the service shares the work among its runners itself' },
  {
    matches: /^(ignore|warnings|warn_unused_ignores|disable_noqa|disable_noqa_except)$/,
    reason: "the profile's severities, gate and noqa decide what counts",
  },
  { matches: /^encoding$/, reason: "the job's field encoding decides it" },
  { matches: /^use_rust_(parser|rules)$/, reason: "the profile's field parser decides it" },
  { matches: /^sql_file_exts$/, reason: 'the files that end in .sql are analysed' },
  { matches: /^fix/, reason: 'the service proposes fixes and changes no file' },
  { matches: /^(verbose|nocolor|output_line_length)$/, reason: 'it concerns the command line only' },
];

/** The reason for which a setting is refused by its name; undefined for the others. */
export function refusalReasonOf(path: string): string | undefined {
  return refused.find(({ matches }) => matches.test(path))?.reason;
}
