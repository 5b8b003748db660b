/** A peer that sends more than was agreed. */
export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';
}

/** One message as one line. `JSON.stringify` escapes line ends and lone surrogates, so every text fits. */
export function encodeLine(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

const newline = 0x0a;

/** A line longer than this gives its memory back when it is taken. */
const keptBytes = 64 * 1024;

/** Cuts a stream of bytes into lines, however the bytes arrive. */
export class LineSplitter {
  readonly #maxBytes: number;
  /** The beginning of a line whose end has not come yet; its first `#pendingBytes` count. */
  #pending = Buffer.alloc(0);
  #pendingBytes = 0;

  /** @param maxBytes of one line without its end; at most twice that is held in memory, beside one chunk */
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

  /** Copies: a part that is kept as it is would keep its whole chunk, and a line may come byte by byte. */
  #hold(part: Buffer): void {
    const bytes = this.#pendingBytes + part.length;
    if (bytes > this.#maxBytes) {
      throw new LineTooLongError(`a line is longer than ${this.#maxBytes} bytes`);
    }
    if (bytes > this.#pending.length) {
      const grown = Buffer.allocUnsafe(Math.max(bytes, Math.min(this.#pending.length * 2, this.#maxBytes)));
      this.#pending.copy(grown, 0, 0, this.#pendingBytes);
      this.#pending = grown;
    }
    part.copy(this.#pending, this.#pendingBytes);
    this.#pendingBytes = bytes;
  }

  #take(): string {
    const line = this.#pending.toString('utf8', 0, this.#pendingBytes);
    if (this.#pending.length > keptBytes) {
      this.#pending = Buffer.alloc(0);
    }
    this.#pendingBytes = 0;
    return line;
  }
}
