import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createOperatorMetrics } from '../../../operator/src/metrics/createOperatorMetrics.ts';
import { repository } from '../../standalone/startStandalone.ts';

interface Described {
  readonly name: string;
  readonly labels: readonly string[];
}

async function metricsOf(registry: Registry): Promise<readonly string[]> {
  const metrics = await registry.getMetricsAsJSON();
  return metrics.map(({ name }) => name);
}

async function operatorMetrics(): Promise<readonly string[]> {
  const metrics = createOperatorMetrics({ now: () => 0 });
  metrics.queues.observe('jobs');
  metrics.gather({
    isLeading: () => true,
    jobs: () => [],
    admission: { held: 0, waiting: 0 },
    slots: 1,
    poolPods: () => ({ running: 0, starting: 0 }),
    staleWatches: () => ({ unseen: 0, silent: 0, failed: 0, refused: 0 }),
    now: () => 0,
  });
  const ofEveryProcess = new Registry();
  collectDefaultMetrics({ register: ofEveryProcess });
  const usual = new Set(await metricsOf(ofEveryProcess));
  return (await metricsOf(metrics.registry)).filter((name) => !usual.has(name));
}

function described(part: string): readonly Described[] {
  return [...part.matchAll(/^\| `(\w+)` \| ([^|]*)\|/gm)].map(([, name = '', labels = '']) => ({
    name,
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label),
  }));
}

test.each(['', '.zh-CN'])(
  'docs/guides/metrics%s.md has every metric of the operator, and no other',
  async (language) => {
    const [, , operator = ''] = readFileSync(join(repository, `docs/guides/metrics${language}.md`), 'utf8').split(
      /^## /m,
    );
    expect(
      described(operator)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...(await operatorMetrics())].sort());
  },
);

test('the guides of both languages describe the same labels', () => {
  const [english, chinese] = ['', '.zh-CN'].map((language) =>
    described(readFileSync(join(repository, `docs/guides/metrics${language}.md`), 'utf8')),
  );
  expect(chinese).toEqual(english);
});
