import type { z } from 'zod';
import { type FieldError, Problem } from './problem.ts';

/**
 * Checks what came from outside (a body, a query, a form).
 * @throws Problem INVALID_REQUEST that names every field, its value and the remedy
 */
export function parseFields<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input, { error: remedyOf });
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({
    field: fieldOf(issue.path),
    value: shown(valueAt(input, issue.path)),
    remedy: issue.message,
  }));
  throw new Problem('INVALID_REQUEST', errors.map(sentence).join(' '), { errors });
}

/** A problem with one field that no schema can see. */
export function fieldProblem(field: string, value: unknown, remedy: string): Problem {
  const error = { field, value: shown(value), remedy };
  return new Problem('INVALID_REQUEST', sentence(error), { errors: [error] });
}

function sentence({ field, value, remedy }: FieldError): string {
  if (field === '') return `The request cannot be used; ${remedy}.`;
  return value === null ? `${field} is missing; ${remedy}.` : `${field} is ${value}; ${remedy}.`;
}

const longestShown = 80;

/** A value as text, cut; null for what is missing. A whole object is never repeated. */
function shown(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'object') return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
  const text = String(value).toWellFormed();
  const cut = text.length > longestShown ? `${text.slice(0, longestShown).toWellFormed()}…` : text;
  return typeof value === 'string' ? JSON.stringify(cut) : cut;
}

function fieldOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    return name === '' ? String(key) : `${name}.${String(key)}`;
  }, '');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a JSON object',
};

/** What would be accepted instead, where the schema itself does not say it. */
function remedyOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `send ${typeNames[issue.expected] ?? `a value of type ${issue.expected}`}`;
    case 'invalid_value':
      return `send one of ${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return `send at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'too_small':
      return `send at least ${issue.minimum}${unitOf(issue.origin)}`;
    default:
      return 'send another value';
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}
