import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { openShare, ShareUnavailableError, SubmissionTooLargeError } from './openShare.ts';

const key = 'ab'.repeat(32);
let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'share-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function filesBelow(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('reading from the share', () => {
  test('a file below the folder is opened and resolved', async () => {
    await mkdir(join(root, 'archives'));
    await writeFile(join(root, 'archives/a.sql'), 'SELECT 1');
    const share = openShare(root);
    const file = await share.openFile('archives/a.sql');
    expect(await file.readFile('utf8')).toBe('SELECT 1');
    await file.close();
    expect(await share.resolve('archives/a.sql')).toMatch(/archives\/a\.sql$/);
  });

  test.each([
    ['a file that is a link', async () => symlink('/etc/passwd', join(root, 'a.sql')), 'a.sql'],
    ['a folder that is a link', async () => symlink('/etc', join(root, 'etc')), 'etc/passwd'],
    ['a link to a sibling', async () => linkToSibling(), 'a.sql'],
    ['a folder', async () => mkdir(join(root, 'a.sql')), 'a.sql'],
    ['a named pipe', async () => execFileSync('mkfifo', [join(root, 'a.sql')]), 'a.sql'],
    ['a path through a file', async () => writeFile(join(root, 'b'), ''), 'b/a.sql'],
  ])('%s is refused as SourceInvalid, without naming a path of the server', async (_name, prepare, path) => {
    await prepare();
    const refusal = openShare(root).openFile(path);
    await expect(refusal).rejects.toMatchObject({ name: 'SharePathError', reason: 'SourceInvalid' });
    await expect(refusal).rejects.not.toThrow(root);
  });

  test('a file that is not there is SourceMissing', async () => {
    await expect(openShare(root).resolve('archives/a.zip')).rejects.toMatchObject({
      reason: 'SourceMissing',
      message: 'There is no file "archives/a.zip" on the share.',
    });
  });
});

async function linkToSibling(): Promise<void> {
  await writeFile(join(root, 'real.sql'), '');
  await symlink('real.sql', join(root, 'a.sql'));
}

describe('a share that fails while a file is open', () => {
  const broken = Object.assign(new Error('ESTALE: stale file handle'), { code: 'ESTALE', syscall: 'fstat' });

  async function failNext(method: 'stat' | 'readFile'): Promise<void> {
    const handle = await open(root, 'r');
    const prototype: Record<typeof method, () => Promise<unknown>> = Object.getPrototypeOf(handle);
    jest.spyOn(prototype, method).mockRejectedValueOnce(broken);
    await handle.close();
  }

  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('is away: the file is not called irregular', async () => {
    await writeFile(join(root, 'a.sql'), 'SELECT 1');
    await failNext('stat');
    await expect(openShare(root).openFile('a.sql')).rejects.toThrow('The share failed while opening "a.sql" (ESTALE).');
  });

  test('is away, also for a result', async () => {
    const share = openShare(root);
    const path = await share.writeResult(key, '{}');
    await failNext('readFile');
    await expect(share.readResult(path)).rejects.toThrow(ShareUnavailableError);
    expect(await share.readResult(path)).toBe('{}');
  });
});

describe('storing a submission', () => {
  const share = () => openShare(root, () => Date.UTC(2026, 0, 9, 23, 59));

  test('a buffer gets a dated folder, and its hash and size are told', async () => {
    const content = Buffer.from('SELECT 1\n');
    const written = await share().writeSubmission({ name: 'job-1', extension: 'sql', content, maxBytes: 100 });
    expect(written).toEqual({
      path: 'submissions/2026/01/09/job-1/source.sql',
      sha256: createHash('sha256').update(content).digest('hex'),
      bytes: 9,
    });
    expect(await readFile(join(root, written.path), 'utf8')).toBe('SELECT 1\n');
    expect(await filesBelow(root)).toHaveLength(1);
  });

  test('a stream over the limit leaves nothing', async () => {
    const content = (async function* () {
      yield Buffer.alloc(60);
      yield Buffer.alloc(60);
    })();
    const refusal = share().writeSubmission({ name: 'job-1', extension: 'zip', content, maxBytes: 100 });
    await expect(refusal).rejects.toThrow(SubmissionTooLargeError);
    expect(await filesBelow(root)).toEqual([]);
  });

  test('a stream that breaks leaves nothing and its error is kept', async () => {
    const content = (async function* () {
      yield Buffer.alloc(60);
      throw new Error('the client went away');
    })();
    const refusal = share().writeSubmission({ name: 'job-1', extension: 'zip', content, maxBytes: 100 });
    await expect(refusal).rejects.toThrow('the client went away');
    expect(await filesBelow(root)).toEqual([]);
  });

  test('a name that is no folder name is refused', async () => {
    const refusal = share().writeSubmission({ name: '..', extension: 'sql', content: Buffer.from(''), maxBytes: 1 });
    await expect(refusal).rejects.toMatchObject({ name: 'SharePathError' });
  });

  test('a folder that was exchanged for a link is not written through', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
    await mkdir(join(root, 'submissions'));
    await symlink(elsewhere, join(root, 'submissions/2026'));
    const refusal = share().writeSubmission({ name: 'j', extension: 'sql', content: Buffer.from('x'), maxBytes: 9 });
    await expect(refusal).rejects.toThrow(ShareUnavailableError);
    expect(await readdir(elsewhere)).toEqual([]);
    await rm(elsewhere, { recursive: true });
  });
});

describe('result files', () => {
  test('a result is stored under its key and read again', async () => {
    const share = openShare(root);
    const path = await share.writeResult(key, '{"a":1}');
    expect(path).toBe(`results/ab/${key}.json`);
    expect(await share.readResult(path)).toBe('{"a":1}');
  });

  test('many writers of one key leave one whole file and no others', async () => {
    const share = openShare(root);
    const text = JSON.stringify({ text: 'x'.repeat(100_000) });
    await Promise.all(Array.from({ length: 20 }, () => share.writeResult(key, text)));
    expect(await share.readResult(`results/ab/${key}.json`)).toBe(text);
    expect(await filesBelow(root)).toHaveLength(1);
  });
});

describe('the health of the share', () => {
  test('a folder that can be written passes', async () => {
    await expect(openShare(root).check()).resolves.toBeUndefined();
  });

  test('a missing folder fails with a sentence that names no path of the server', async () => {
    await expect(openShare(join(root, 'gone')).check()).rejects.toThrow(
      'The share failed while being checked (ENOENT).',
    );
  });

  test('temporary files older than a day are swept, younger ones stay', async () => {
    const share = openShare(root);
    await mkdir(join(root, 'results/.tmp'), { recursive: true });
    for (const name of ['old', 'young']) await writeFile(join(root, 'results/.tmp', name), '');
    const before = (Date.now() - 25 * 60 * 60 * 1000) / 1000;
    await utimes(join(root, 'results/.tmp/old'), before, before);
    expect(await share.sweep()).toBe(1);
    expect(await readdir(join(root, 'results/.tmp'))).toEqual(['young']);
  });
});
