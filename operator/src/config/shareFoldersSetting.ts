import { z } from 'zod';
import { jsonSetting } from './jsonSetting.ts';

/** `.`, or a path that stays below the root of the share. */
const folder = z.string().regex(/^(?:\.|[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*)$/, {
  error: 'must be "." or a relative path of letters, digits, ".", "_" and "-"',
});

/** Folders on the share by namespace, as JSON. */
export const shareFoldersSetting = jsonSetting(z.record(z.string(), folder), '{"team-a":"."}');
