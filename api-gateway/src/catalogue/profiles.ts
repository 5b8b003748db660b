import { severities } from '@sqllint/core/job/states';
import { checkProfile } from '@sqllint/core/profile/checkProfile';
import { defaultProfile } from '@sqllint/core/profile/defaultProfile';
import type { EffectiveProfile } from '@sqllint/core/profile/types';
import { z } from 'zod';
import type { GatewayContext } from '../context.ts';
import type { RouteDefinition } from '../http/routes.ts';

const severity = z.enum(severities);

const profileSchema = z.strictObject({
  name: z.string(),
  built_in: z.boolean(),
  valid: z.boolean(),
  /** What is wrong with a profile that is not valid; everything below is null then. */
  message: z.string().nullable(),
  dialect: z.string().nullable(),
  rules: z.array(z.string()).nullable(),
  exclude_rules: z.array(z.string()).nullable(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
  severities: z.record(z.string(), severity).nullable(),
  gate: z
    .strictObject({ max_violations: z.partialRecord(severity, z.number()), max_failed_files: z.number() })
    .nullable(),
  noqa: z.string().nullable(),
  inline_config: z.string().nullable(),
  parser: z.string().nullable(),
  templater: z.string().nullable(),
  encoding: z.string().nullable(),
  limits: z.strictObject({ max_file_bytes: z.number(), chunk_above_bytes: z.number() }).nullable(),
});

export const profilesSchema = z.strictObject({ profiles: z.array(profileSchema) });

type ProfileView = z.infer<typeof profileSchema>;

/** `GET /profiles`: what a submission may name, as it is now. */
export function listProfiles({ resources, namespace }: GatewayContext): RouteDefinition {
  return {
    path: '/profiles',
    async get(_, response) {
      const found = await resources.listProfiles(namespace);
      const views = found.map((profile) => {
        const check = checkProfile(profile);
        return check.ok ? validView(check.profile, false) : invalidView(profile.name, check.problems);
      });
      const replaced = views.some(({ name }) => name === defaultProfile.name);
      response.json({ profiles: replaced ? views : [validView(defaultProfile, true), ...views] });
    },
  };
}

function validView(profile: EffectiveProfile, builtIn: boolean): ProfileView {
  return {
    name: profile.name,
    built_in: builtIn,
    valid: true,
    message: null,
    dialect: profile.dialect,
    rules: [...profile.rules],
    exclude_rules: [...profile.excludeRules],
    settings: profile.settings,
    severities: profile.severities,
    gate: { max_violations: profile.gate.maxViolations, max_failed_files: profile.gate.maxFailedFiles },
    noqa: profile.noqa,
    inline_config: profile.inlineConfig,
    parser: profile.parser,
    templater: profile.templater,
    encoding: profile.encoding,
    limits: { max_file_bytes: profile.limits.maxFileBytes, chunk_above_bytes: profile.limits.chunkAboveBytes },
  };
}

function invalidView(name: string, problems: readonly string[]): ProfileView {
  return {
    name,
    built_in: false,
    valid: false,
    message: problems.join(' '),
    dialect: null,
    rules: null,
    exclude_rules: null,
    settings: null,
    severities: null,
    gate: null,
    noqa: null,
    inline_config: null,
    parser: null,
    templater: null,
    encoding: null,
    limits: null,
  };
}
