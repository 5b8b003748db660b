import type { FileCounts } from '../http/jobApi.ts';

/** A line that is written over again and again, on a terminal only. */
export interface ProgressLine {
  show(files: FileCounts): void;
  clear(): void;
}

interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const barWidth = 30;
/** Carriage return, and "erase to the end of the line" (ECMA-48, EL). */
const lineStart = '\r\u001b[K';

export function openProgressLine(terminal: Terminal | undefined): ProgressLine {
  if (terminal?.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  return {
    show: (files) => terminal.write(`${lineStart}${progressText(files)}`),
    clear: () => terminal.write(lineStart),
  };
}

/** Without a total the archive is still being opened. */
export function progressText({ total, succeeded, failed }: FileCounts): string {
  if (total === 0) return 'waiting for the server ...';
  const done = succeeded + failed;
  const filled = Math.floor((done / total) * barWidth);
  const bar = '#'.repeat(filled).padEnd(barWidth, '.');
  return `[${bar}] ${done} of ${total} files${failed > 0 ? `, ${failed} could not be analysed` : ''}`;
}
