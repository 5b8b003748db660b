import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Knex } from 'knex';
import { openSqlite } from './open.ts';

describe('knex on node:sqlite', () => {
  let folder = '';
  let db: Knex;
  const others: Knex[] = [];

  const openAnother = async (): Promise<Knex> => {
    const other = await openSqlite(join(folder, 'deep', 'test.db'));
    others.push(other);
    return other;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sqllint-sqlite-'));
    db = await openSqlite(join(folder, 'deep', 'test.db'));
    await db.schema.createTable('items', (table) => {
      table.increments('id');
      table.text('name').unique();
      table.integer('size');
    });
  });

  afterEach(async () => {
    await Promise.all([db, ...others.splice(0)].map((open) => open.destroy()));
    await rm(folder, { recursive: true, force: true });
  });

  test('the file is in WAL mode, with normal synchronisation and foreign keys', async () => {
    expect(await db.raw('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await db.raw('PRAGMA synchronous')).toEqual([{ synchronous: 1 }]);
    expect(await db.raw('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
  });

  test('values of every kind go in and come out', async () => {
    const date = new Date(1_700_000_000_123);
    const values = [
      null,
      true,
      false,
      42,
      1.5,
      9_007_199_254_740_991n,
      '订单 🚀 \u0000 \'"',
      date,
      Buffer.from([0, 255]),
    ];
    const [row] = await db.raw(
      `SELECT ${values.map((_, index) => `? AS v${index}`).join(', ')}`,
      values as Knex.RawBinding[],
    );
    expect(Object.values(row)).toEqual([
      null,
      1,
      0,
      42,
      1.5,
      9_007_199_254_740_991,
      '订单 🚀 \u0000 \'"',
      1_700_000_000_123,
      new Uint8Array([0, 255]),
    ]);
  });

  test('inserts, updates, deletes and returning answer as knex promises', async () => {
    expect(await db('items').insert({ name: 'a', size: 1 })).toEqual([1]);
    expect(await db('items').insert({ name: 'b', size: 2 }).returning(['id', 'name'])).toEqual([{ id: 2, name: 'b' }]);
    expect(await db('items').update({ size: 3 })).toBe(2);
    expect(await db('items').where({ name: 'a' }).update({ size: 4 }).returning('size')).toEqual([{ size: 4 }]);
    expect(await db('items').where('size', '>', 3).pluck('name')).toEqual(['a']);
    expect(await db('items').where({ name: 'a' }).first()).toEqual({ id: 1, name: 'a', size: 4 });
    expect(await db('items').where({ name: 'nobody' }).first()).toBeUndefined();
    expect(await db('items').delete()).toBe(2);
  });

  test('a transaction that throws leaves nothing behind, and a nested one only undoes itself', async () => {
    await expect(
      db.transaction(async (trx) => {
        await trx('items').insert({ name: 'gone' });
        throw new Error('undo');
      }),
    ).rejects.toThrow('undo');
    await db.transaction(async (trx) => {
      await trx('items').insert({ name: 'kept' });
      await trx.transaction((inner) => inner('items').insert({ name: 'kept' })).catch(() => undefined);
    });
    expect(await db('items').pluck('name')).toEqual(['kept']);
  });

  test('an error names no value, and the connection works on', async () => {
    await db('items').insert({ name: 'secret value' });
    const error = await db('items')
      .insert({ name: 'secret value' })
      .catch((reason: unknown) => reason);
    expect(String(error)).toContain('UNIQUE constraint failed');
    expect(String(error)).not.toContain('secret value');
    expect(await db('items').count({ n: '*' })).toEqual([{ n: 1 }]);
  });

  test('reading and then writing in a transaction never fails for what another connection wrote meanwhile', async () => {
    const other = await openAnother();
    await db('items').insert({ name: 'counter', size: 0 });
    const increment = (open: Knex): Promise<unknown> =>
      open.transaction(async (trx) => {
        const { size } = await trx('items').where({ name: 'counter' }).first();
        await new Promise((resolve) => setTimeout(resolve, 2));
        await trx('items')
          .where({ name: 'counter' })
          .update({ size: size + 1 });
      });
    await Promise.all(Array.from({ length: 20 }, (_, index) => increment(index % 2 === 0 ? db : other)));
    expect(await db('items').where({ name: 'counter' }).pluck('size')).toEqual([20]);
  });

  test('waiting for another connection does not hold up the process', async () => {
    const other = await openAnother();
    const order: string[] = [];
    let waiting: Promise<unknown> = Promise.resolve();
    await db.transaction(async (trx) => {
      await trx('items').insert({ name: 'first' });
      waiting = other('items')
        .insert({ name: 'second' })
        .then(() => order.push('the other wrote'));
      await new Promise((resolve) => setTimeout(resolve, 50));
      order.push('the transaction ends');
    });
    await waiting;
    expect(order).toEqual(['the transaction ends', 'the other wrote']);
    expect(await db('items').orderBy('id').pluck('name')).toEqual(['first', 'second']);
  });

  test('what was written before a kill is there afterwards', async () => {
    const script = `
      const { openSqlite } = await import(${JSON.stringify(new URL('open.ts', import.meta.url).href)});
      const db = await openSqlite(${JSON.stringify(join(folder, 'deep', 'test.db'))});
      await db('items').insert({ name: 'durable' });
      await db.transaction(async (trx) => {
        await trx('items').insert({ name: 'unfinished' });
        process.kill(process.pid, 'SIGKILL');
        await new Promise(() => {});
      });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    await once(child, 'exit');
    await db('items').insert({ name: 'after' });
    expect(await db('items').orderBy('id').pluck('name')).toEqual(['durable', 'after']);
  });
});
