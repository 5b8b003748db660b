import type { Store } from '@sqllint/core/store/types';
import { CommandError } from '../command/commandError.ts';

/**
 * Opens the store and brings its schema to the newest version.
 * @throws CommandError when the database cannot be used; the store's own sentence is its end
 */
export async function migrateStore(open: () => Promise<Store>): Promise<Store> {
  let store: Store | undefined;
  try {
    store = await open();
    await store.migrate();
    return store;
  } catch (error) {
    await store?.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The database cannot be used: ${reason}`, { cause: error });
  }
}
