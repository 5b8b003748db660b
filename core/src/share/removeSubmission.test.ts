import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openShare, type Share } from './openShare.ts';

let dir: string;
let share: Share;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'share-remove-'));
  share = openShare(dir);
});

afterEach(() => rm(dir, { recursive: true, force: true }));

function write(name: string) {
  return share.writeSubmission({ name, extension: 'sql', content: Buffer.from('SELECT 1'), maxBytes: 100 });
}

describe('removing a submission', () => {
  test('removes its source and its folder, and leaves the others', async () => {
    const { path } = await write('job-1');
    const other = await write('job-2');
    await share.removeSubmission(path);
    await expect(readdir(join(dir, dirname(dirname(path))))).resolves.toEqual(['job-2']);
    await expect(share.resolve(other.path)).resolves.toMatch(/source\.sql$/);
  });

  test('succeeds when it is gone already', async () => {
    const { path } = await write('job-1');
    await share.removeSubmission(path);
    await expect(share.removeSubmission(path)).resolves.toBeUndefined();
  });

  test.each(['archives/a.zip', 'results/aa/x.json', 'submissions/../archives/x/y/z/a.zip', 'submissions'])(
    'refuses %s, which is no source of a submission',
    async (path) => {
      await expect(share.removeSubmission(path)).rejects.toMatchObject({ reason: 'SourceInvalid' });
    },
  );

  test('follows no link', async () => {
    const { path } = await write('job-1');
    const day = join(dir, dirname(dirname(path)));
    const outside = await mkdtemp(join(tmpdir(), 'share-outside-'));
    await writeFile(join(outside, 'source.sql'), 'SELECT 2');
    await symlink(outside, join(day, 'job-9'));
    await expect(share.removeSubmission(path.replace('job-1', 'job-9'))).rejects.toThrow(/share failed/);
    await expect(readdir(outside)).resolves.toEqual(['source.sql']);
    await rm(outside, { recursive: true });
  });
});
