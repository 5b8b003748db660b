import { MySqlContainer } from '@testcontainers/mysql';
import { getContainerRuntimeClient } from 'testcontainers';
import { awaitServer } from './awaitServer.ts';
import type { DatabaseServer } from './types.ts';

const startTimeoutMs = 120_000;

/** True when a Docker engine answers; asking takes some milliseconds when there is none. */
export async function hasContainerEngine(): Promise<boolean> {
  return getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
}

/** Starts MySQL in a container that ends with the tests. */
export async function startContainerServer(image: string): Promise<DatabaseServer> {
  const container = await new MySqlContainer(image)
    .withStartupTimeout(startTimeoutMs)
    .start()
    .catch((cause: unknown) => {
      throw new Error(
        `The image ${image} did not start. Choose another with SQLLINT_TEST_MYSQL_IMAGE, or a server with TEST_DATABASE_URL.`,
        { cause },
      );
    });
  const url = container.getConnectionUri(true);
  await awaitServer(url, { timeoutMs: startTimeoutMs });
  return {
    url,
    description: `${image} in a container`,
    stop: async () => {
      await container.stop();
    },
  };
}
