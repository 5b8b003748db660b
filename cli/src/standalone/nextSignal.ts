const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Resolves with the first signal that asks the process to end. The second one ends it at once, as without this. */
export function nextSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  const onSignal = (signal: NodeJS.Signals): void => {
    for (const each of signals) process.off(each, onSignal);
    resolve(signal);
  };
  for (const each of signals) process.on(each, onSignal);
  return promise;
}
