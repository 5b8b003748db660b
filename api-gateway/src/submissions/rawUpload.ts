import type { Request } from 'express';
import { parseFields } from '../errors/parseFields.ts';
import { brokenOff } from '../http/readBody.ts';
import { optionsSchema } from './schema.ts';
import type { Upload } from './upload.ts';
import type { UploadKind } from './uploadKind.ts';

/** A body that is the file itself, with the options in the query. */
export function rawUpload(request: Request, kind: UploadKind): Upload {
  const options = parseFields(optionsSchema, request.query);
  return {
    kind,
    fileName: options.file_name ?? undefined,
    content: bodyOf(request),
    options: Promise.resolve(options),
    abandon: () => undefined,
  };
}

async function* bodyOf(request: Request): AsyncGenerator<Buffer> {
  try {
    // A reader that stops early must not destroy the request: the answer goes out on the same connection.
    yield* request.iterator({ destroyOnReturn: false });
  } catch (error) {
    throw brokenOff(error);
  }
}
