import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { repository, type StandaloneServer, startStandalone } from '../../standalone/startStandalone.ts';
import { patternOf, shownPart, withoutEphemeral } from './answers.ts';
import { type CodeBlock, examplesOf } from './markdown.ts';
import { promisedStatuses, runExamples } from './runExamples.ts';

/** What the pages tell people to type does what the pages say, against a server of its own for each page. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqllint-docs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function page(name: string): string {
  return readFileSync(join(repository, name), 'utf8');
}

/** Starts a server, and runs the examples of the page in the repository or in an empty folder. */
async function run(name: string, where: 'repository' | 'empty folder') {
  const home = mkdtempSync(join(folder, 'page-'));
  const empty = join(home, 'empty');
  mkdirSync(empty);
  const server: StandaloneServer = await startStandalone({
    dataDir: join(home, 'data'),
    logFile: join(home, 'log'),
    args: ['--engines', '1'],
  });
  try {
    const examples = examplesOf(page(name));
    const outcomes = await runExamples(examples, {
      server: server.url,
      folder: where === 'repository' ? repository : empty,
      settings: home,
    });
    return examples.map((example, index) => ({ ...example, ...outcomes[index], server: server.url }));
  } finally {
    await server.end();
  }
}

function expectAnswer(answer: CodeBlock, output: string): void {
  if (answer.language === 'json') {
    const shown: unknown = JSON.parse(withoutEphemeral(answer.text));
    expect(shownPart(JSON.parse(withoutEphemeral(output)), shown)).toEqual(shown);
  } else {
    expect(withoutEphemeral(output).trim()).toMatch(patternOf(withoutEphemeral(answer.text)));
  }
}

describe.each([
  ['README.md', 'repository', 2],
  ['docs/guides/http.md', 'empty folder', 15],
  ['docs/guides/standalone.md', 'repository', 2],
] as const)('the examples of %s', (name, where, least) => {
  test('answer as the page says', async () => {
    const examples = await run(name, where);
    expect(examples.length).toBeGreaterThanOrEqual(least);
    for (const { commands, answer, output = '', statuses } of examples) {
      const promised = promisedStatuses(commands);
      if (promised.length > 0) expect({ commands, statuses }).toEqual({ commands, statuses: promised });
      for (const status of statuses ?? []) expect(Number(status)).toBeLessThan(500);
      if (answer !== undefined) expectAnswer(answer, output);
    }
  });

  test('are the same in Chinese', () => {
    expect(examplesOf(page(name.replace('.md', '.zh-CN.md')))).toEqual(examplesOf(page(name)));
  });
});
