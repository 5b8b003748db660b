/** The longest description of a violation, in UTF-16 units. SQLFluff's own are far shorter, save for hostile files. */
const longest = 2000;

/** A text that is longer ends in an ellipsis, and never in half a character. */
export function cutText(text: string): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
