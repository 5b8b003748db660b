import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { Problem } from '../errors/problem.ts';
import { brokenOff } from '../http/readBody.ts';

export interface FormFile {
  /** Without folders; empty when the form names none. */
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Readable;
}

export type FormFields = Readonly<Record<string, string | string[]>>;

export interface Form {
  /** Resolves as soon as the file begins; its content must be read for the form to go on. */
  readonly file: Promise<FormFile>;
  /** Resolves once the whole form was read: fields may stand after the file. */
  readonly fields: Promise<FormFields>;
  /** Stops reading. */
  abandon(): void;
}

const limits = { files: 1, fields: 50, fieldSize: 64 * 1024, fieldNameSize: 100, headerPairs: 20 } as const;

/**
 * Reads a multipart form with exactly one file, streaming it. Both promises reject with the same Problem, and the
 * file's content breaks with it.
 * @throws Problem MALFORMED_FORM when the `Content-Type` is not that of a form
 */
export function readForm(request: IncomingMessage): Form {
  const parser = newParser(request);
  const file = Promise.withResolvers<FormFile>();
  const fields = Promise.withResolvers<FormFields>();
  const collected = new Map<string, string[]>();
  let content: Readable | undefined;

  function fail(error: Problem): void {
    request.unpipe(parser);
    file.reject(error);
    fields.reject(error);
    content?.destroy(error);
  }

  parser.on('file', (_, stream, { filename, mimeType }) => {
    content = stream;
    // The reader of the content sees the error; this only keeps one that comes before it from being uncaught.
    stream.on('error', () => undefined);
    file.resolve({ fileName: filename ?? '', mediaType: mimeType, content: stream });
  });
  parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
    if (nameTruncated || valueTruncated) fail(malformed('a field is too long; send at most 64 KiB'));
    else collected.set(name, [...(collected.get(name) ?? []), value]);
  });
  parser.on('filesLimit', () => fail(malformed('it has more than one file; send exactly one')));
  parser.on('fieldsLimit', () => fail(malformed(`it has more than ${limits.fields} fields`)));
  parser.on('error', (error) => fail(malformed('it is not a complete multipart form', error)));
  parser.on('close', () => {
    file.reject(malformed('it has no file; send one .sql or .zip'));
    fields.resolve(asFields(collected));
  });
  request.on('error', (error) => fail(brokenOff(error)));
  request.once('close', () => {
    if (!request.complete) fail(brokenOff());
  });
  // A caller that fails early never looks at the other promise.
  file.promise.catch(() => undefined);
  fields.promise.catch(() => undefined);
  request.pipe(parser);
  return {
    file: file.promise,
    fields: fields.promise,
    abandon: () => {
      request.unpipe(parser);
      content?.destroy();
    },
  };
}

function newParser(request: IncomingMessage): busboy.Busboy {
  try {
    return busboy({ headers: request.headers, limits, defParamCharset: 'utf8' });
  } catch (cause) {
    throw malformed('its Content-Type names no boundary', cause);
  }
}

function malformed(what: string, cause?: unknown): Problem {
  return new Problem('MALFORMED_FORM', `The form cannot be used: ${what}.`, { cause });
}

/** Fields that were left empty in a browser's form are absent; those that are repeated are a list. */
function asFields(collected: ReadonlyMap<string, string[]>): FormFields {
  const entries = [...collected]
    .map(([name, values]) => [name, values.filter((value) => value !== '')] as const)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values] as const);
  return Object.fromEntries(entries);
}
