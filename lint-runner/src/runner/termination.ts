/** Kubernetes kills a pod 30 s after asking it to leave; whatever is stuck by then would lose its last words. */
const lastChanceMs = 20_000;

/** Aborted by SIGTERM or SIGINT. A process that has not left 20 s later is ended with status 1. */
export function signalOfTermination(): AbortSignal {
  const leave = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.once(name, () => {
      setTimeout(() => process.exit(1), lastChanceMs).unref();
      leave.abort(new Error(`the runner was asked to leave by ${name}`));
    });
  }
  return leave.signal;
}
