import { isReservedLabel } from '@sqllint/core/profile/runnerProblems';
import { type ProfileRunnerField, profileRunnerFields } from '@sqllint/core/resource/profileRunner';
import { z } from 'zod';
import type { RunnerScheduling } from '../kubernetes/runnerScheduling.ts';
import { jsonSetting } from './jsonSetting.ts';

const strings = z.record(z.string(), z.string());
/** The API says what is wrong with these; here it only matters that they are objects. */
const objects = z.array(z.record(z.string(), z.unknown()));
const ownDomain = /^(?:[^/]*\.)?(?:sqllint\.dev|app\.kubernetes\.io)\//;

const podLabels = strings.refine((labels) => !Object.keys(labels).some(isReservedLabel), {
  error: (issue) => {
    const key = Object.keys(issue.input as object).find(isReservedLabel);
    return `"${key}" is a label that pods are found by; use one of a domain of yours`;
  },
});

const podAnnotations = strings.refine((annotations) => !Object.keys(annotations).some((key) => ownDomain.test(key)), {
  error: 'annotations below sqllint.dev/ are for the operator to set; use those of a domain of yours',
});

const scheduling = z
  .strictObject({
    nodeSelector: strings,
    tolerations: objects,
    affinity: z.record(z.string(), z.unknown()),
    topologySpreadConstraints: objects,
    priorityClassName: z.string(),
    runtimeClassName: z.string(),
    podLabels,
    podAnnotations,
  })
  .partial()
  .transform((parsed) => parsed as RunnerScheduling);

/** Where all runners' pods run, and what else they carry, as JSON. */
export const schedulingSetting = jsonSetting(scheduling, '{"nodeSelector":{"pool":"batch"}}');

/** The fields of `spec.runner` that profiles may use, separated by commas. */
export const profileFieldsSetting = z.string().transform((text, context): readonly ProfileRunnerField[] => {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const known = names.filter((name): name is ProfileRunnerField => (profileRunnerFields as string[]).includes(name));
  if (known.length === names.length) return known;
  const unknown = names.find((name) => !(profileRunnerFields as string[]).includes(name));
  context.addIssue({
    code: 'custom',
    message: `"${unknown}" is unknown; use some of ${profileRunnerFields.join(', ')}`,
  });
  return z.NEVER;
});
