import { setTimeout as sleep } from 'node:timers/promises';
import type { Kubectl } from './kubectl.ts';

export interface PortForward {
  readonly url: string;
  stop(): Promise<void>;
}

/** Milliseconds before a forward that ended is started again. */
const pauseMs = 500;

/** Makes a Service reachable on a free port of the loopback, also after the API server, through which it goes, was away. */
export async function forwardPort(kubectl: Kubectl, service: string, port: number): Promise<PortForward> {
  const start = (local: string) =>
    kubectl.start(['port-forward', service, `${local}:${port}`, '--address', '127.0.0.1']);
  let forward = start('');
  const local = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`port-forward to ${service} did not start within 20 s`)), 20_000);
    forward.stdout?.on('data', (chunk: Buffer) => {
      const found = /127\.0\.0\.1:(\d+)/.exec(chunk.toString());
      if (!found?.[1]) return;
      clearTimeout(timer);
      resolve(found[1]);
    });
    void forward.then(() => reject(new Error(`port-forward to ${service} ended at once`)));
  });

  let stopped = false;
  const kept = (async () => {
    while (!stopped) {
      await forward;
      if (stopped) return;
      await sleep(pauseMs);
      if (!stopped) forward = start(local);
    }
  })();
  return {
    url: `http://127.0.0.1:${local}`,
    async stop() {
      stopped = true;
      forward.kill('SIGTERM');
      await kept;
    },
  };
}
