import { extname } from 'node:path';
import type { Request } from 'express';
import { parseFields } from '../errors/parseFields.ts';
import { Problem } from '../errors/problem.ts';
import { brokenOff } from '../http/readBody.ts';
import { type Form, type FormFile, readForm } from './multipart.ts';
import { optionsSchema } from './schema.ts';
import type { Upload } from './upload.ts';
import { kindOfName, kindOfType, type UploadKind } from './uploadKind.ts';

/** A form with one file; its fields, before or after the file, are the options. */
export async function formUpload(request: Request): Promise<Upload> {
  const form = readForm(request);
  const file = await form.file;
  const options = form.fields.then((fields) => parseFields(optionsSchema, fields));
  // Whoever stores the content awaits them; this only keeps an early rejection from being uncaught.
  options.catch(() => undefined);
  try {
    return {
      kind: kindOf(file),
      fileName: file.fileName === '' ? undefined : file.fileName,
      content: contentOf(file, form),
      options,
      abandon: form.abandon,
    };
  } catch (error) {
    form.abandon();
    throw error;
  }
}

/** When the content breaks, the form knows why: the parser's own error is about its inside. */
async function* contentOf({ content }: FormFile, { fields }: Form): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch {
    await fields;
    throw brokenOff();
  }
}

function kindOf({ fileName, mediaType }: FormFile): UploadKind {
  const kind = extname(fileName) === '' ? kindOfType(mediaType) : kindOfName(fileName);
  if (kind !== undefined) return kind;
  throw new Problem('UNSUPPORTED_TYPE', 'The file is neither .sql nor .zip; send one of these.');
}
