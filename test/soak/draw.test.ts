import { expect, test } from '@jest/globals';
import { draw } from './draw.ts';

test('every panel has its title and the names of its lines, and only what was really killed is marked', () => {
  const samples = Array.from({ length: 8 }, (_, index) => ({ seconds: index * 15, submitted: index, leaderMb: 100 }));
  const svg = draw(
    samples,
    [
      { what: 'runner', how: 'signal', atMs: 30_000, pod: 'runner-1' },
      { what: 'runner', how: 'deletion', atMs: 90_000, pod: undefined },
    ],
    '2 cores',
  );
  expect(svg.match(/class="title"/g)).toHaveLength(6);
  expect(svg).toContain('operator, standby');
  expect(svg).toContain('2 cores');
  // Once in each panel.
  expect(svg.match(/<title>runner-1, signal<\/title>/g)).toHaveLength(6);
  expect(svg.match(/stroke="#d5d5d5"><title>/g)).toHaveLength(6);
});
