/** What a job keeps of its warnings. */
export const warningLimits = { most: 100, longest: 500 } as const;

/**
 * Warnings as a job keeps them: at most 100 of at most 500 UTF-16 units, each in well-formed text, and one more at the
 * end that says how many are left out.
 */
export function boundWarnings(warnings: readonly string[]): readonly string[] {
  const kept = warnings.slice(0, warningLimits.most).map(cut);
  const more = warnings.length - kept.length;
  return more === 0 ? kept : [...kept, `${more} more ${more === 1 ? 'warning is' : 'warnings are'} not shown.`];
}

function cut(text: string): string {
  const shown = text.length <= warningLimits.longest ? text : `${text.slice(0, warningLimits.longest - 1)}…`;
  return shown.toWellFormed();
}
