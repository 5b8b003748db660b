import type { z } from 'zod';

/**
 * One sentence for a zod issue: the field, its value and what would be accepted.
 * @param root name of the parsed object, for instance `spec`
 */
export function describeIssue(issue: z.core.$ZodIssue, root: string, input: unknown): string {
  const field = fieldName(root, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => `${field}.${key}`).join(', ');
    return `${keys} is not a known field; remove it or check its spelling.`;
  }
  const value = valueAt(input, issue.path);
  const expectation = expectationOf(issue);
  if (value === undefined) return `${field} is missing; it must be ${expectation}.`;
  return `${field} is ${shown(value)}; it must be ${expectation}.`;
}

function fieldName(root: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => name + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`), root);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}

const longestShown = 60;

function shown(value: unknown): string {
  if (typeof value === 'string' && value.length > longestShown) return `a text of ${value.length} characters`;
  const text = JSON.stringify(value) ?? String(value);
  if (text.length <= longestShown) return text;
  return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  nonoptional: 'written',
};

function expectationOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? `of type ${issue.expected}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return issue.pattern ? `a text like ${issue.pattern}` : `a valid ${issue.format}`;
    default:
      return `acceptable (${issue.message})`;
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' entries long' : '';
}
