import { expect, test } from '@jest/globals';
import { lineOf } from './panel.ts';
import { type Plot, svgOf } from './plot.ts';

const plot: Plot = {
  title: 'A & B',
  subtitle: 'two <cores>',
  seconds: [0, 60, 120],
  panels: [
    { title: 'memory, MB', series: [{ label: 'gateway', values: [100, undefined, 50] }] },
    { title: 'files', series: [] },
  ],
  marks: [
    { label: 'a runner is killed', at: [{ seconds: 60, label: 'r-1' }] },
    { label: 'the leader is killed', at: [] },
  ],
};

test('a line begins anew behind a gap', () => {
  expect(lineOf([[0, 1], [1, 2], undefined, [3, 4], [4, 5]])).toBe('M0 1L1 2M3 4L4 5');
  expect(lineOf([undefined, undefined])).toBe('');
});

test('the largest value touches the top of its panel, and the last moment its right edge', () => {
  const svg = svgOf(plot);
  // 0 s and 100 MB at the left top, 120 s and 50 MB at the right, half way down.
  expect(svg).toContain('d="M64 106M804 171" class="line"');
  expect(svg).toContain('<path d="M434 106V236" stroke="#d5d5d5"><title>r-1</title></path>');
});

test('what stands in labels cannot end the document', () => {
  const svg = svgOf(plot);
  expect(svg).toContain('A &amp; B');
  expect(svg).toContain('two &lt;cores&gt;');
  expect(svg.match(/<text[^>]*class="title">/g)).toHaveLength(2);
});
