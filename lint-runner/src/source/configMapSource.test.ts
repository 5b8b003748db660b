import { describe, expect, test } from '@jest/globals';
import { openConfigMapSource } from './configMapSource.ts';

function open(data: Readonly<Record<string, string | Uint8Array>> | undefined, maxFileBytes = 100) {
  const ref = { namespace: 'team-a', name: 'queries' };
  return openConfigMapSource({ resources: { readConfigMap: async () => data }, ref, maxFileBytes });
}

describe('a ConfigMap as source', () => {
  test('gives its .sql keys by name, whatever their order', async () => {
    const source = await open({ 'b.sql': 'SELECT 2', 'README.md': 'hello', 'A.SQL': 'SELECT 中' });
    expect(source.entries.map(({ entryIndex, fileName, fileSize }) => [entryIndex, fileName, fileSize])).toEqual([
      [0, 'A.SQL', 10],
      [1, 'b.sql', 8],
    ]);
    expect((await source.entries[1]?.read())?.toString()).toBe('SELECT 2');
    await source.close();
  });

  test('gives bytes that are no UTF-8 as they are', async () => {
    const gbk = Uint8Array.from([0xb2, 0xe2]);
    const source = await open({ 'gbk.sql': gbk });
    expect(await source.entries[0]?.read()).toEqual(Buffer.from(gbk));
  });

  test('knows a text that is too large', async () => {
    const source = await open({ 'a.sql': 'SELECT 1' }, 7);
    expect(source.entries[0]?.problem?.code).toBe('TOO_LARGE');
  });

  test('knows a text with half of a surrogate pair, of which the bytes would be another text', async () => {
    const source = await open({ 'a.sql': "SELECT '\ud800'" });
    expect(source.entries[0]?.problem?.code).toBe('UNDECODABLE');
  });

  test('is SourceMissing when it is not there', async () => {
    await expect(open(undefined)).rejects.toMatchObject({
      reason: 'SourceMissing',
      message: 'There is no ConfigMap "queries" in the namespace "team-a".',
    });
  });

  test('is SourceEmpty without a .sql key', async () => {
    await expect(open({ 'a.txt': '' })).rejects.toMatchObject({ reason: 'SourceEmpty' });
  });
});
