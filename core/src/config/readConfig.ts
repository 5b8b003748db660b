import { z } from 'zod';

/** Settings that cannot be used. The message has one line per setting. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads a process's settings from its environment, once, at the entry point.
 * @throws ConfigError that names every setting that is missing or wrong
 */
export function readConfig<Schema extends z.ZodType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name.startsWith('SQLLINT_') && value !== ''),
  );
  const parsed = schema.safeParse(present);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => describeIssue(issue, present));
  throw new ConfigError(`The settings cannot be used:\n${lines.join('\n')}`);
}

const secretName = /URL|TOKEN|PASSWORD|SECRET/;

function describeIssue(issue: z.core.$ZodIssue, present: Readonly<Record<string, string | undefined>>): string {
  const name = String(issue.path[0] ?? '');
  const value = present[name];
  if (value === undefined) return `  ${name} is missing: ${issue.message}`;
  return `  ${name}=${secretName.test(name) ? '(hidden)' : value}: ${issue.message}`;
}

/** A whole number from the environment, with bounds and a default. */
export function integerSetting(options: { readonly min: number; readonly max: number; readonly default: number }) {
  return z.coerce.number().int().min(options.min).max(options.max).default(options.default);
}
