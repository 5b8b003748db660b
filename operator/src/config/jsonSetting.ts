import { z } from 'zod';

/**
 * A setting whose value is JSON of that schema.
 * @param example shown to whoever writes something else
 */
export function jsonSetting<Schema extends z.ZodType>(schema: Schema, example: string) {
  return z.string().transform((text, context): z.output<Schema> => {
    const value = json(text);
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const what = value === undefined ? '' : ` (${describe(parsed.error)})`;
    context.addIssue({ code: 'custom', message: `must be JSON such as ${example}${what}` });
    return z.NEVER;
  });
}

function describe(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => [...path.map(String), message].join(': ')).join('; ');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
