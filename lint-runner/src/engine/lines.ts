/** A peer that sends more than was agreed. */
export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';
}

/** One message as one line. `JSON.stringify` escapes line ends and lone surrogates, so every text fits. */
export function encodeLine(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

const newline = 0x0a;

/** Cuts a stream of bytes into lines, however the bytes arrive. */
export class LineSplitter {
  readonly #maxBytes: number;
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  /** @param maxBytes of one line without its end; also what is held in memory at most, beside one chunk */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * The lines that end in this chunk, decoded as UTF-8, without their ends.
   * @throws LineTooLongError
   */
  push(chunk: Buffer): readonly string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#hold(chunk.subarray(start, end));
      lines.push(this.#take());
      start = end + 1;
    }
    this.#hold(chunk.subarray(start));
    return lines;
  }

  #hold(part: Buffer): void {
    this.#pendingBytes += part.length;
    if (this.#pendingBytes > this.#maxBytes) {
      throw new LineTooLongError(`a line is longer than ${this.#maxBytes} bytes`);
    }
    if (part.length > 0) {
      this.#pending.push(part);
    }
  }

  #take(): string {
    const line = Buffer.concat(this.#pending, this.#pendingBytes).toString('utf8');
    this.#pending = [];
    this.#pendingBytes = 0;
    return line;
  }
}
