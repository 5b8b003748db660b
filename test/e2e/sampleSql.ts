import { ZipFile } from 'yazl';

export interface SampleFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Files that take an engine some tens of milliseconds each and give violations.
 * @param salt makes the contents unlike those of any other call, so that no earlier result settles them
 */
export function sampleFiles(count: number, salt: string): readonly SampleFile[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `module-${index % 7}/query-${index}.sql`,
    text: sampleText(index, salt),
  }));
}

function sampleText(index: number, salt: string): string {
  const statements = Array.from(
    { length: 12 },
    (_, line) =>
      `select o.id, o.total_${line}, C.name from orders_${index} as o inner join customers as C on o.customer_id = C.id where o.state = '${salt}-${index}-${line}' and o.total_${line}>${line} order by o.id;`,
  );
  return `${statements.join('\n')}\n`;
}

/** A ZIP in memory. */
export async function zipOf(files: readonly SampleFile[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const file of files) zip.addBuffer(Buffer.from(file.text, 'utf8'), file.name, { mtime: new Date(0) });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
