import { expect, test } from '@jest/globals';
import { defaultProfile } from '@sqllint/core/profile/defaultProfile';
import { ShareUnavailableError } from '@sqllint/core/share/errors';
import { openFileProfiles } from './fileProfiles.ts';

test('the settings of a source are read once, and again only after a failure', async () => {
  let reads = 0;
  const file = {
    folder: 'db',
    fileName: 'db/.sqlfluff',
    fileSize: 10,
    async read() {
      reads += 1;
      if (reads === 1) throw new ShareUnavailableError('The share is away.');
      return Buffer.from('[sqlfluff]\ndialect = ansi\n');
    },
  };
  const source = async () => ({ entries: [], configFiles: [file], close: async () => undefined });
  const open = openFileProfiles({ profile: defaultProfile, spec: {}, source });
  await expect(open()).rejects.toThrow(ShareUnavailableError);
  const profiles = await open();
  expect(await open()).toBe(profiles);
  expect(reads).toBe(2);
  expect(profiles.of({ folder: 'db' }).dialect).toBe('ansi');
  expect(profiles.of({})).toBe(defaultProfile);
});

test('a source without settings has the job’s profile for every file', async () => {
  const source = async () => ({ entries: [], close: async () => undefined });
  const profiles = await openFileProfiles({ profile: defaultProfile, spec: {}, source })();
  expect(profiles.of({ folder: 'db' })).toBe(defaultProfile);
  expect(profiles.warnings).toEqual([]);
});
