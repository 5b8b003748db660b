import { dialects, rules, sqlfluffVersion } from '@sqllint/core/sqlfluff/catalogue';
import { z } from 'zod';
import type { RouteDefinition } from '../http/routes.ts';

export const dialectsSchema = z.strictObject({
  sqlfluff_version: z.string(),
  dialects: z.array(z.strictObject({ label: z.string(), name: z.string() })),
});

export const rulesSchema = z.strictObject({
  sqlfluff_version: z.string(),
  rules: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      description: z.string(),
      groups: z.array(z.string()),
      aliases: z.array(z.string()),
      fixable: z.boolean(),
    }),
  ),
});

/** `GET /dialects` and `GET /rules`: what the engine of this installation knows. It never changes while it runs. */
export function catalogueRoutes(): readonly RouteDefinition[] {
  return [
    {
      path: '/dialects',
      get: (_, response) => {
        response.json({
          sqlfluff_version: sqlfluffVersion,
          dialects: dialects.map(({ label, name }) => ({ label, name })),
        });
      },
    },
    {
      path: '/rules',
      get: (_, response) => {
        response.json({
          sqlfluff_version: sqlfluffVersion,
          rules: rules.map(({ code, name, description, groups, aliases, fixable }) => ({
            code,
            name,
            description,
            groups,
            aliases,
            fixable,
          })),
        });
      },
    },
  ];
}
