import type { Watch } from '../jobResources.ts';

/** Several watches as one, which is ready when all are, those that the API refuses included. */
export function watchTogether(watches: readonly Watch[]): Watch {
  const ready = Promise.all(watches.map((watch) => watch.ready)).then(() => undefined);
  ready.catch(() => undefined);
  return {
    ready,
    stop: async () => {
      await Promise.all(watches.map((watch) => watch.stop()));
    },
  };
}
