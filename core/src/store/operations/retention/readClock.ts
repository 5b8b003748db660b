import { type Db, nowMs } from '../../dialect.ts';

/** The database's clock, by which jobs end and results are marked. */
export async function readClock(db: Db): Promise<number> {
  const [row]: { readonly now: number }[] = await db.select({ now: nowMs(db) });
  return Number(row?.now);
}
