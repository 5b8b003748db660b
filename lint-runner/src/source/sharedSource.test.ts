import { describe, expect, test } from '@jest/globals';
import { ShareUnavailableError } from '@sqllint/core/share/errors';
import { shareSource } from './sharedSource.ts';
import { type Source, SourceError } from './types.ts';

function emptySource(onClose: () => void): Source {
  return { entries: [], close: async () => onClose() };
}

/** A source whose share is away when the file has no content. */
function oneFile(
  fileName: string,
  file: { readonly content: string | undefined; readonly onClose?: () => void },
): Source {
  const read = async () => {
    if (file.content === undefined) throw new ShareUnavailableError('The share failed.');
    return Buffer.from(file.content);
  };
  return {
    entries: [{ entryIndex: 0, fileName, fileSize: 8, read }],
    configFiles: [{ folder: '', fileName, fileSize: 8, read }],
    close: async () => file.onClose?.(),
  };
}

describe('a source that is shared', () => {
  test('is opened once and closed once', async () => {
    let opened = 0;
    let closed = 0;
    const shared = shareSource(async () => {
      opened += 1;
      return emptySource(() => {
        closed += 1;
      });
    });
    expect(await shared.open()).toBe(await shared.open());
    await shared.close();
    expect([opened, closed]).toEqual([1, 1]);
  });

  test('that is bad stays bad, without being looked at again', async () => {
    let opened = 0;
    const shared = shareSource(() => {
      opened += 1;
      return Promise.reject(new SourceError('SourceInvalid', 'It is bad.'));
    });
    await expect(shared.open()).rejects.toThrow('It is bad.');
    await expect(shared.open()).rejects.toThrow('It is bad.');
    expect(opened).toBe(1);
    await shared.close();
  });

  test('that could not be reached is opened again', async () => {
    let opened = 0;
    const shared = shareSource(async () => {
      opened += 1;
      if (opened === 1) throw new Error('away');
      return emptySource(() => undefined);
    });
    await expect(shared.open()).rejects.toThrow('away');
    expect((await shared.open()).entries).toEqual([]);
  });

  test('that the share lost hold of is opened again by the next read, once for all readers', async () => {
    const closed: number[] = [];
    let opened = 0;
    const shared = shareSource(async () => {
      opened += 1;
      return oneFile('a.sql', { content: opened > 1 ? 'SELECT 1' : undefined, onClose: () => closed.push(opened) });
    });
    const [entry] = (await shared.open()).entries;
    const lost = [entry?.read(), entry?.read()];
    for (const read of lost) await expect(read).rejects.toThrow(ShareUnavailableError);
    expect(String(await entry?.read())).toBe('SELECT 1');
    expect(String(await (await shared.open()).entries[0]?.read())).toBe('SELECT 1');
    await shared.close();
    expect({ opened, closed }).toEqual({ opened: 2, closed: [1, 2] });
  });

  test('gives its settings also after the share lost hold of it, unless they were exchanged', async () => {
    const names = ['.sqlfluff', '.sqlfluff', 'other'];
    const shared = shareSource(async () =>
      oneFile(names.shift() ?? '', { content: names.length === 1 ? '[sqlfluff]' : undefined }),
    );
    const [file] = (await shared.open()).configFiles ?? [];
    await expect(file?.read()).rejects.toThrow(ShareUnavailableError);
    expect(String(await file?.read())).toBe('[sqlfluff]');

    const exchanged = shareSource(async () => oneFile(names.shift() ?? '.sqlfluff', { content: undefined }));
    const [another] = (await exchanged.open()).configFiles ?? [];
    await expect(another?.read()).rejects.toThrow(ShareUnavailableError);
    await expect(another?.read()).rejects.toMatchObject({ name: 'SourceError', reason: 'SourceInvalid' });
  });

  test('that is another one when it is opened again gives none of its files', async () => {
    const names = ['a.sql', 'b.sql'];
    const shared = shareSource(async () => oneFile(names.shift() ?? '', { content: undefined }));
    const [entry] = (await shared.open()).entries;
    await expect(entry?.read()).rejects.toThrow(ShareUnavailableError);
    await expect(entry?.read()).rejects.toMatchObject({ name: 'SourceError', reason: 'SourceInvalid' });
  });

  test('that is closed is not opened again by a late read', async () => {
    let opened = 0;
    const shared = shareSource(async () => {
      opened += 1;
      return oneFile('a.sql', { content: undefined });
    });
    const [entry] = (await shared.open()).entries;
    await shared.close();
    await expect(entry?.read()).rejects.toThrow('the source has been closed');
    expect(opened).toBe(1);
  });

  test('that was never opened can be closed', async () => {
    await expect(shareSource(() => Promise.reject(new Error('never'))).close()).resolves.toBeUndefined();
  });
});
