import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EnginePool, EngineViolation } from './index.ts';
import { newTestPool, testProfile } from './testdata/testPool.ts';

const testdata = fileURLToPath(new URL('./testdata', import.meta.url));
const demo = fileURLToPath(new URL('../../../test/demo/sql', import.meta.url));

/** The texts that the repository has of a dialect. */
const corpora: Readonly<Record<string, readonly string[]>> = {
  ansi: [join(testdata, 'ansi')],
  bigquery: [join(testdata, 'bigquery')],
  mysql: [join(testdata, 'mysql'), join(demo, 'shop-mysql')],
  oracle: [join(testdata, 'oracle'), join(demo, 'billing-oracle')],
  postgres: [join(testdata, 'postgres'), join(demo, 'analytics-postgres')],
  sparksql: [join(testdata, 'sparksql')],
  tsql: [join(testdata, 'tsql')],
};

let pool: EnginePool;

beforeAll(() => {
  pool = newTestPool({ size: 2 });
  pool.start();
});

afterAll(() => pool.stop());

describe('the Rust parser and the Python parser yield the same violations', () => {
  test.each(Object.entries(corpora))('in %s', async (dialect, folders) => {
    const files = folders.flatMap(sqlFilesOf);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      const [rust, python] = await Promise.all([analyse(text, dialect, 'Rust'), analyse(text, dialect, 'Python')]);
      expect({ file, violations: python }).toEqual({ file, violations: rust });
    }
  });
});

function sqlFilesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql'))
    .map((name) => join(folder, name));
}

async function analyse(text: string, dialect: string, parser: 'Rust' | 'Python'): Promise<readonly EngineViolation[]> {
  const outcome = await pool.analyse({ profile: testProfile({ dialect, parser }), text, fileName: 'a.sql' });
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.violations;
}
