import { MIMEType } from 'node:util';

export interface MediaType {
  /** Lower case, without parameters. */
  readonly essence: string;
  readonly charset: string | undefined;
}

/** A `Content-Type` header's parts; undefined when there is none or it cannot be read. */
export function parseMediaType(header: string | undefined): MediaType | undefined {
  if (header === undefined) return undefined;
  try {
    const { essence, params } = new MIMEType(header);
    return { essence, charset: params.get('charset') ?? undefined };
  } catch {
    return undefined;
  }
}
