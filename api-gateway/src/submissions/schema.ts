import { isDisplayName } from '@sqllint/core/job/displayName';
import { specSchema } from '@sqllint/core/resource/sqlLintJob';
import { z } from 'zod';
import { textList, wholeNumber } from '../http/fields.ts';
import { isCallbackUrl } from './callbackUrl.ts';

/**
 * What callers send. The bounds are the resource's own. As in the old service, null means absent, and unknown fields are
 * ignored.
 */

const { shape } = specSchema;
const submitter = shape.submitter.unwrap().shape;

const displayName = z
  .string()
  .refine(isDisplayName, { error: 'send 1 to 1024 characters, none of them a control character' });

const callbackRemedy = 'send an http or https address of at most 2048 characters, without a user or password in it';
const callbackUrl = z.string({ error: callbackRemedy }).refine(isCallbackUrl, { error: callbackRemedy });

export const optionsSchema = z.object({
  file_name: displayName.nullish().describe('The name that the text is reported under.'),
  dialect: shape.dialect.unwrap().nullish(),
  profile: shape.profile.unwrap().nullish(),
  rules: textList(shape.rules.unwrap()).nullish(),
  exclude_rules: textList(shape.excludeRules.unwrap()).nullish(),
  encoding: shape.encoding.unwrap().nullish(),
  priority: wholeNumber({ min: -1000, max: 1000 }).nullish(),
  execution: shape.execution.unwrap().nullish(),
  parallelism: wholeNumber({ min: 1, max: 100 }).nullish(),
  callback_url: callbackUrl.nullish().describe('Who is told by an HTTP POST when the job is finished.'),
  user_id: submitter.userId.unwrap().nullish(),
  product_name: submitter.productName.unwrap().nullish(),
});

export type SubmissionOptions = z.output<typeof optionsSchema>;

/** `sql_content` becomes a file of UTF-8, so a lone surrogate, which UTF-8 cannot hold, is refused. */
const sqlContent = z
  .string()
  .min(1, { error: 'send at least one character of SQL' })
  .refine((text) => text.isWellFormed(), { error: 'send well-formed Unicode, without lone surrogates' });

const zipFilePath = z.string().min(1, { error: 'send a path below the share, for instance archives/nightly.zip' });

export const submissionSchema = optionsSchema.extend({
  sql_content: sqlContent.nullish().describe('One SQL text.'),
  zip_file_path: zipFilePath.nullish().describe("A ZIP on the share, relative to the namespace's folder."),
});

/** `?wait=SECONDS`: how long the answer may wait for the job's end. */
export const waitSchema = z.object({ wait: wholeNumber({ min: 0, max: 60 }).default(0) });
