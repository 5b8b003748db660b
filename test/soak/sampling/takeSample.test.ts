import { expect, test } from '@jest/globals';
import { type Pod, processes } from './takeSample.ts';

function pod(name: string, component: string, phase = 'Running'): Pod {
  return {
    metadata: { name, uid: `uid-${name}`, labels: { 'app.kubernetes.io/component': component } },
    status: { phase },
  };
}

const use = (megabytes: number, openFiles: number) => ({ rss: megabytes * 1024 * 1024, openFiles });

test('the operator that leads is told from the one that stands by, and of several runners the largest counts', () => {
  const pods = [
    pod('a', 'operator'),
    pod('b', 'operator'),
    pod('g', 'gateway'),
    pod('r1', 'pool-runner'),
    pod('r2', 'pool-runner'),
    pod('r3', 'pool-runner', 'Failed'),
  ];
  const uses = new Map([
    ['uid-a', use(100, 30)],
    ['uid-b', use(140, 40)],
    ['uid-g', use(120, 25)],
    ['uid-r1', use(200, 60)],
    ['uid-r2', use(220, 50)],
  ]);
  expect(processes(pods, 'b', uses)).toEqual({
    poolRunners: 2,
    leaderMb: 140,
    standbyMb: 100,
    gatewayMb: 120,
    poolRunnerMb: 220,
    leaderFiles: 40,
    standbyFiles: 30,
    gatewayFiles: 25,
    poolRunnerFiles: 60,
  });
});

test('where no process can be seen from here, nothing is claimed of it', () => {
  expect(processes([pod('a', 'operator')], 'a', new Map())).toMatchObject({ poolRunners: 0, leaderMb: undefined });
});
