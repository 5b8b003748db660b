import { describe, expect, test } from '@jest/globals';
import { planChunks } from '../chunking/planChunks.ts';
import type { AnalyseRequest, EngineOutcome } from '../engine/index.ts';
import { testProfile } from '../engine/testdata/testPool.ts';
import { oneViolation, scriptedEngines } from '../runner/testing/scriptedEngines.ts';
import { analyseInParts } from './analyseInParts.ts';

const statements = Array.from({ length: 9 }, (_, index) => `SELECT  ${index};\n`);
const text = statements.join('');
const chunks = planChunks(text, 'mysql', { targetChars: statements[0]?.length ?? 0 });

async function analysed(script: (request: AnalyseRequest) => EngineOutcome | Promise<EngineOutcome>) {
  const requests: AnalyseRequest[] = [];
  const engines = scriptedEngines((request) => {
    requests.push(request);
    return script(request);
  });
  const request = { profile: testProfile(), text, fileName: 'a.sql', timeoutMs: 1000 };
  const outcome = await analyseInParts(engines, chunks, request, { signal: new AbortController().signal });
  return { outcome, requests };
}

describe('a text in parts', () => {
  test('has the findings of all parts, where they are in the text', async () => {
    const { outcome } = await analysed(() => oneViolation);
    expect(outcome).toMatchObject({ ok: true, analysisMs: statements.length });
    const places = outcome.ok && outcome.findings.violations.map(({ lineNo, linePos }) => [lineNo, linePos]);
    expect(places).toEqual(statements.map((_, index) => [index + 1, 7]));
  });

  test('leaves what is about the beginning and the end of a file to the first and the last part', async () => {
    const { requests } = await analysed(() => oneViolation);
    const excluded = new Map(requests.map((request) => [request.text, request.part?.exclude]));
    expect(excluded.get(statements[0] ?? '')).toEqual(['CV13', 'LT12']);
    expect(excluded.get(statements[4] ?? '')).toEqual(['LT13', 'CV13', 'LT12']);
    expect(excluded.get(statements[8] ?? '')).toEqual(['LT13']);
  });

  test('gives each part what the rules remembered behind the part before', async () => {
    // The memory is the highest number that was met, which changes in every part.
    const remember = (request: AnalyseRequest) => {
      const met = `${request.part?.memory ?? ''}${/\d/.exec(request.text)?.[0]}`;
      return { ...oneViolation, violations: [{ ...oneViolation.violations[0], description: met }], memory: met };
    };
    const { outcome } = await analysed(remember);
    const met = outcome.ok && outcome.findings.violations.map(({ description }) => description);
    expect(met).toEqual(statements.map((_, index) => '012345678'.slice(0, index + 1)));
  });

  test('is analysed once when the memory does not change after the first part', async () => {
    const { requests } = await analysed(() => ({ ...oneViolation, memory: 'upper' }));
    expect(requests.map(({ part }) => part?.memory)).toEqual(['', ...Array(8).fill('upper')]);
  });

  test('cannot be analysed when a part cannot, and says which lines', async () => {
    const failure = { ok: false, errorCode: 'TIMEOUT', message: 'It took too long.' } as const;
    const { outcome, requests } = await analysed((request) => (request.text.includes('3') ? failure : oneViolation));
    expect(outcome).toEqual({ ok: false, errorCode: 'TIMEOUT', message: 'Lines 4 to 4: It took too long.' });
    expect(requests.length).toBeLessThan(statements.length);
  });

  test('takes no longer than a text of its size may', async () => {
    const { outcome, requests } = await analysed(() => ({ ...oneViolation, analysisMs: 400 }));
    expect(outcome).toMatchObject({
      ok: false,
      errorCode: 'TIMEOUT',
      message: expect.stringContaining('up to line 3'),
    });
    expect(requests.length).toBeLessThan(statements.length);
  });

  test('is given up with its signal', async () => {
    const engines = scriptedEngines(() => new Promise(() => undefined));
    const request = { profile: testProfile(), text, fileName: 'a.sql' };
    const giveUp = new AbortController();
    const outcome = analyseInParts(engines, chunks, request, { signal: giveUp.signal });
    giveUp.abort(new Error('the lease was lost'));
    await expect(outcome).rejects.toThrow('the lease was lost');
  });
});
