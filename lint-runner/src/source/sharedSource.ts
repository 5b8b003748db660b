import { type Source, SourceError } from './types.ts';

export interface SharedSource {
  open(): Promise<Source>;
  close(): Promise<void>;
}

/** One source for everyone in a runner: opened at the first call, and again only after a failure that may pass. */
export function shareSource(open: () => Promise<Source>): SharedSource {
  let opened: Promise<Source> | undefined;
  return {
    open() {
      opened ??= open().catch((error: unknown) => {
        if (!(error instanceof SourceError)) opened = undefined;
        throw error;
      });
      return opened;
    },
    async close() {
      const source = await opened?.catch(() => undefined);
      await source?.close();
    },
  };
}
