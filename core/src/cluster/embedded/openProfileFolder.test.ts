import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openProfileFolder } from './openProfileFolder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqllint-profiles-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const document = (name: string, spec: string) =>
  `apiVersion: sqllint.dev/v1\nkind: SqlLintProfile\nmetadata: { name: ${name}, namespace: team-a }\nspec: ${spec}\n`;

const put = (file: string, text: string) => writeFileSync(join(folder, file), text);
const list = () => openProfileFolder(folder).listProfiles('default');

test('every document of every YAML file is a profile, in whatever namespace it would be on Kubernetes', async () => {
  put('two.yaml', `# a remark\n${document('b', '{ dialect: mysql }')}---\n${document('a', '{ noqa: Ignore }')}---\n`);
  put('one.yml', document('c', '{}'));
  put('README.md', 'not a profile');
  put('empty.yaml', '# nothing yet\n');
  expect(await list()).toEqual([
    { namespace: 'default', name: 'a', file: 'two.yaml', spec: { noqa: 'Ignore' } },
    { namespace: 'default', name: 'b', file: 'two.yaml', spec: { dialect: 'mysql' } },
    { namespace: 'default', name: 'c', file: 'one.yml', spec: {} },
  ]);
});

test('a folder that is not there has none', async () => {
  expect(await openProfileFolder(join(folder, 'none')).listProfiles('default')).toEqual([]);
});

test('a file counts as it is now, also when it was replaced by one of the same size and time', async () => {
  const profiles = openProfileFolder(folder);
  const spec = async () => (await profiles.getProfile({ namespace: 'default', name: 'a' }))?.spec;
  put('a.yaml', document('a', '{ noqa: Ignore }'));
  utimesSync(join(folder, 'a.yaml'), 1000, 1000);
  expect(await spec()).toEqual({ noqa: 'Ignore' });
  put('.new', document('a', '{ noqa: Honour }'));
  utimesSync(join(folder, '.new'), 1000, 1000);
  renameSync(join(folder, '.new'), join(folder, 'a.yaml'));
  expect(await spec()).toEqual({ noqa: 'Honour' });
  rmSync(join(folder, 'a.yaml'));
  expect(await spec()).toBeUndefined();
});

test.each<[string, string, RegExp]>([
  ['no YAML', 'spec: { dialect: mysql\n', /^The file is not YAML: .*\.$/],
  ['another kind', document('strict', '{}').replace('SqlLintProfile', 'SqlLintProfil'), /kind is "SqlLintProfil"; /],
  ['another version', document('strict', '{}').replace('/v1', '/v2'), /apiVersion is "sqllint\.dev\/v2"; /],
  ['no name', 'apiVersion: sqllint.dev/v1\nkind: SqlLintProfile\nspec: {}\n', /metadata is missing/],
  ['a text only', 'dialect\n', /it must be an object/],
  ['too many bytes', `# ${'x'.repeat(300_000)}`, /^The file is 300002 bytes long; a profile has at most 262144\.$/],
  [
    'aliases without end',
    `a: &a [x, x]\n${[...'bcdefghijk'].map((key, index) => `${key}: &${key} [${`*${'abcdefghij'[index]}, `.repeat(9)}]`).join('\n')}`,
    /must be an object/,
  ],
])('a file with %s is a profile of its name that cannot be used, and says why', async (_, text, reason) => {
  put('strict.yaml', text);
  expect(await list()).toEqual([
    {
      namespace: 'default',
      name: 'strict',
      file: 'strict.yaml',
      spec: undefined,
      unreadable: expect.stringMatching(reason),
    },
  ]);
});

test('a name that is there twice cannot be used, and the others can', async () => {
  put('1.yaml', document('same', '{ dialect: mysql }'));
  put('2.yaml', `${document('same', '{ dialect: oracle }')}---\n${document('other', '{}')}`);
  expect(await list()).toEqual([
    { namespace: 'default', name: 'other', file: '2.yaml', spec: {} },
    {
      namespace: 'default',
      name: 'same',
      file: '1.yaml',
      spec: undefined,
      unreadable: 'metadata.name is "same" in 1.yaml and 2.yaml; leave one of them.',
    },
  ]);
});
