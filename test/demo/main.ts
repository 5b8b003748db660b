import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { openApiClient } from '../../cli/src/http/apiClient.ts';
import { repository, startStandalone } from '../standalone/startStandalone.ts';
import { type Paint, paintFor } from './paint.ts';
import { renderResults } from './render.ts';
import { demoFolders } from './submissions.ts';
import { type DemoResult, submitFolder } from './submitFolder.ts';

const dataDir = join(repository, '.demo');
const logFile = join(dataDir, 'server.log');

/** Starts a server, has the demo's SQL linted, and says what came of it. A rejected submission is a good demo too. */
async function main(paint: Paint): Promise<void> {
  const again = existsSync(join(dataDir, 'sqllint.db'));
  console.log(`\n  ${paint.bold('sqllint')}  SQL 核验服务\n`);
  const started = performance.now();
  const server = await startStandalone({ dataDir, logFile });
  const ready = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  console.log(`  Server at ${paint.accent(server.url)}, ready in ${ready}, data in ${relative(repository, dataDir)}/`);
  console.log(paint.dim(`  ${again ? 'It has the results of the last run.' : 'It is new: every file is analysed.'}\n`));
  try {
    const results = await submitAll(server.url, paint);
    console.log(renderResults(results, paint));
    console.log(nextSteps(results, paint));
  } finally {
    await server.end();
  }
}

async function submitAll(url: string, paint: Paint): Promise<readonly DemoResult[]> {
  const api = openApiClient(url);
  const results: DemoResult[] = [];
  try {
    for (const folder of demoFolders()) {
      console.log(paint.dim(`  Submitting ${folder.name} as a ZIP, dialect ${folder.dialect} ...`));
      results.push(await submitFolder(api, folder));
    }
  } finally {
    api.close();
  }
  console.log('');
  return results;
}

function nextSteps(results: readonly DemoResult[], paint: Paint): string {
  const jobId = results[0]?.outcome.job.jobId ?? '';
  const api = 'http://127.0.0.1:8000/api/v1';
  const steps = [
    ['Run the server', 'bin/sqllint standalone --data-dir .demo'],
    ['Lint a folder, as a linter does', 'bin/sqllint submit test/demo/sql/shop-mysql --wait'],
    ['Only some rules', 'bin/sqllint submit test/demo/sql/shop-mysql --wait --rules LT01,CP01'],
    ["The job's files", `curl -s ${api}/jobs/${jobId}`],
    ['Its violations', `curl -s '${api}/jobs/${jobId}/violations?limit=3'`],
    ['Its statistics', `curl -s ${api}/jobs/${jobId}/statistics`],
    [
      'Submit a text',
      `curl -s '${api}/jobs?wait=10' -H 'content-type: application/json' -d '{"sql_content": "select 1"}'`,
    ],
  ] as const;
  const lines = steps.flatMap(([what, command]) => [`    ${what}`, `      ${paint.accent(command)}`]);
  return [`  ${paint.bold('What to try next')}`, ...lines, ''].join('\n');
}

try {
  await main(paintFor(process.stdout.isTTY === true && !process.env.NO_COLOR));
} catch (error) {
  console.error(`The demo failed: ${error instanceof Error ? error.message : error}\nThe server's log is ${logFile}.`);
  process.exitCode = 1;
}
