import { expect, test } from '@jest/globals';
import type { Logger } from '@sqllint/core/logging/logger';
import type { FoundProfile } from '@sqllint/core/resource/sqlLintProfile';
import { reportProfiles } from './reportProfiles.ts';

test('each profile that cannot be used is told with its file, and the others are not', async () => {
  const lines: object[] = [];
  const logger = { warn: (fields: object, msg: string) => lines.push({ ...fields, msg }) } as unknown as Logger;
  const found: readonly FoundProfile[] = [
    { namespace: 'default', name: 'good', file: 'good.yaml', spec: {} },
    { namespace: 'default', name: 'odd', file: 'team.yaml', spec: { parser: 'C' } },
    { namespace: 'default', name: 'torn', file: 'torn.yaml', spec: undefined, unreadable: 'The file is not YAML: x.' },
  ];
  const reader = { getProfile: async () => undefined, listProfiles: async () => found };
  await reportProfiles(reader, 'default', logger);
  expect(lines).toEqual([
    {
      profile: 'odd',
      file: 'team.yaml',
      msg: 'profile "odd" of team.yaml cannot be used: spec.parser is "C"; it must be one of Rust, Python.',
    },
    {
      profile: 'torn',
      file: 'torn.yaml',
      msg: 'profile "torn" of torn.yaml cannot be used: The file is not YAML: x.',
    },
  ]);
});
