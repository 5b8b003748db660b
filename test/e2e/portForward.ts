import type { Kubectl } from './kubectl.ts';

export interface PortForward {
  readonly url: string;
  stop(): Promise<void>;
}

/** Makes a Service reachable on a free port of the loopback. */
export async function forwardPort(kubectl: Kubectl, service: string, port: number): Promise<PortForward> {
  const forward = kubectl.start(['port-forward', service, `:${port}`, '--address', '127.0.0.1']);
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
  return {
    url: `http://127.0.0.1:${local}`,
    async stop() {
      forward.kill('SIGTERM');
      await forward;
    },
  };
}
