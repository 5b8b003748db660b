/** What differs from run to run, in JSON and in text, and what stands for it in a comparison. */
const ephemeral: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME'],
  [/\d{4}\/\d\d\/\d\d/g, 'DATE'],
  [/(?:[0-9a-f]{2}\/)?[0-9a-f]{64}/g, 'KEY'],
  // A job that is over within milliseconds is never seen to have started.
  [/"started_at": ?(?:null|"TIME")/g, '"started_at":"TIME"'],
  [/"(latency_ms|analysis_ms|online|engines|current_tasks)": ?[\d.]+/g, '"$1":0'],
];

export function withoutEphemeral(text: string): string {
  return ephemeral.reduce((masked, [pattern, name]) => masked.replace(pattern, name), text);
}

/** Stands for elements of a list, fields of an object, or text that a page leaves out. */
const omission = '…';

/** The answer as far as the page shows it: where the page has an omission, so has the answer. */
export function shownPart(answer: unknown, page: unknown): unknown {
  if (Array.isArray(page) && Array.isArray(answer)) {
    const cut = page.at(-1) === omission ? answer.slice(0, page.length - 1) : answer;
    const shown = cut.map((element, index) => shownPart(element, page[index]));
    return cut.length < answer.length ? [...shown, omission] : shown;
  }
  if (isRecord(page) && isRecord(answer)) {
    const entries = Object.entries(answer).map(([key, value]) => [key, shownPart(value, page[key])] as const);
    if (!(omission in page)) return Object.fromEntries(entries);
    return { ...Object.fromEntries(entries.filter(([key]) => key in page)), [omission]: omission };
  }
  return answer;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text of a page as a pattern: `…` stands for anything within a line, and for any lines when it is alone on one. */
export function patternOf(text: string): RegExp {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => (line.trim() === omission ? '(?:.*\\n)*?.*' : escaped(line).replaceAll(omission, '.*')));
  return new RegExp(`^${lines.join('\\n')}$`);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
