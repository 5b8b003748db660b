import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';

/** Resolves when the server accepts the user of the URL. */
export async function awaitServer(
  url: string,
  options: { readonly timeoutMs: number; readonly gaveUp?: () => boolean },
): Promise<void> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    try {
      const connection = await createConnection({ uri: url, connectTimeout: 2000 });
      await connection.end();
      return;
    } catch (error) {
      if (performance.now() > deadline || options.gaveUp?.()) throw error;
    }
    await sleep(50);
  }
}
