import { describe, expect, test } from '@jest/globals';
import { engineWorkOf } from './results.ts';
import { engineTable } from './table.ts';

const memory = (peaks: readonly number[]) => ({
  treePeak: 300e6,
  engines: peaks.length === 0 ? [] : [peaks.map((peak, index) => ({ at: index * 10, peak: peak * 1e6 }))],
});
const samples = (walls: readonly number[], peaks: readonly number[]) =>
  walls.map((wallMs) => ({ wallMs, cpuMs: wallMs * 2, memory: memory(peaks) }));

describe('the table of the engine bench', () => {
  const work = { files: 200, analysisMs: 2500, quarterAt: 10 };
  const table = engineTable({
    files: 200,
    cpus: 2,
    command: samples([4000, 3000, 5000], [150]),
    cold: samples([2000, 1500, 2500], [100, 110, 120]).map((sample) => ({ ...sample, work })),
    cachedStanding: samples([50], [90]),
    cachedFromNothing: samples([400], []),
  });

  test('has median, least, most, CPU, rate and peaks of each way', () => {
    expect(table.replaceAll(/ +/g, ' ')).toContain(
      '| b runner, cold | 2.000 s | 1.500 s | 2.500 s | 4.000 s | 100.0 | 120 MB | 300 MB |',
    );
  });

  test.each([
    ['cold to command', 'b / a): 0.500'],
    ['cold to floor', 'b / floor): 1.600'],
    ['command to cached', '(a / c): 80.0'],
    ["command to cached with the runner's start", '(a / d): 10.0'],
  ])('has the ratio of %s', (_name, text) => {
    expect(table).toContain(text);
  });

  test('says whether the engine grows', () => {
    expect(table).toContain('110 MB after a quarter of the files, 120 MB at the end');
  });

  test('says so where no engine was started', () => {
    expect(table).toMatch(/d {2}runner from nothing.* none \|/);
  });
});

describe("the engines' work", () => {
  const analyses = [40, 10, 30, 20, 50].map((analysedAt) => ({ analysedAt, analysisMs: 2 }));

  test('is the sum of all analyses', () => {
    expect(engineWorkOf(analyses)).toMatchObject({ files: 5, analysisMs: 10 });
  });

  test('is done by a quarter with the last file of the first quarter', () => {
    expect(engineWorkOf(analyses).quarterAt).toBe(20);
    expect(engineWorkOf(analyses.slice(0, 4)).quarterAt).toBe(10);
  });
});
