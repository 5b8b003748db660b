import { type Db, isMysql } from '../dialect.ts';

export interface TableDefinition {
  readonly name: string;
  /** Columns and constraints as both databases understand them. */
  readonly columns: readonly string[];
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Creates a table with its indexes unless it exists. On MySQL, where a statement that changes the schema cannot be
 * rolled back, it is one single statement, so that a process that dies leaves either nothing or the whole table.
 */
export async function createTable(db: Db, table: TableDefinition): Promise<void> {
  const indexes = Object.entries(table.indexes ?? {});
  if (isMysql(db)) {
    const parts = [...table.columns, ...indexes.map(([name, columns]) => `INDEX ${name} (${columns.join(', ')})`)];
    const options = 'ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
    await db.raw(`CREATE TABLE IF NOT EXISTS ${table.name} (${parts.join(', ')}) ${options}`);
    return;
  }
  await db.raw(`CREATE TABLE IF NOT EXISTS ${table.name} (${table.columns.join(', ')})`);
  for (const [name, columns] of indexes) {
    await db.raw(`CREATE INDEX IF NOT EXISTS ${name} ON ${table.name} (${columns.join(', ')})`);
  }
}
