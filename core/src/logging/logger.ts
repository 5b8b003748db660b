import { destination, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** JSON lines on standard error, so that standard output stays free for what a command prints. */
export function createLogger(options: { readonly name: string; readonly level: string }): Logger {
  return pino(
    { name: options.name, level: options.level, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ fd: 2, sync: true }),
  );
}
