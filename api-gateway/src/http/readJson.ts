import type { IncomingMessage } from 'node:http';
import { TextDecoder } from 'node:util';
import { Problem } from '../errors/problem.ts';
import { parseMediaType } from './mediaType.ts';
import { type BodyLimits, readBody } from './readBody.ts';

/**
 * Reads a JSON body. Bytes that are not text of its charset are refused, never replaced.
 * @throws Problem UNSUPPORTED_TYPE, MALFORMED_JSON, TOO_LARGE or REQUEST_TIMEOUT
 */
export async function readJson(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  const decoder = decoderOf(request.headers['content-type']);
  return parseJson(decode(decoder, await readBody(request, limits)));
}

function decoderOf(header: string | undefined): TextDecoder {
  const type = parseMediaType(header);
  if (type === undefined || !/^application\/(?:[\w.-]+\+)?json$/.test(type.essence)) {
    throw new Problem('UNSUPPORTED_TYPE', 'The body must be JSON; send it with Content-Type: application/json.');
  }
  try {
    return new TextDecoder(type.charset ?? 'utf-8', { fatal: true });
  } catch {
    throw new Problem('UNSUPPORTED_TYPE', 'The charset of the body is unknown; send UTF-8.');
  }
}

function decode(decoder: TextDecoder, bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Problem('MALFORMED_JSON', `The body is not ${decoder.encoding}; send UTF-8, or name its charset.`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Problem('MALFORMED_JSON', 'The body is not JSON; check its commas, quotes and brackets.');
  }
}
