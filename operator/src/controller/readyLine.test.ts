import { expect, test } from '@jest/globals';
import { ReadyLine } from './readyLine.ts';

function takeAll(line: ReadyLine): string[] {
  const taken: string[] = [];
  for (let key = line.take(); key !== undefined; key = line.take()) taken.push(key);
  return taken;
}

test('prompt keys come before calm ones, each kind in its order', () => {
  const line = new ReadyLine();
  line.add('a', 'calm');
  line.add('b', 'prompt');
  line.add('c', 'calm');
  line.add('d', 'prompt');
  expect(takeAll(line)).toEqual(['b', 'd', 'a', 'c']);
});

test('a calm key becomes prompt when something happens to it, and is taken once', () => {
  const line = new ReadyLine();
  line.add('a', 'calm');
  line.add('b', 'calm');
  line.add('b', 'prompt');
  line.add('b', 'calm');
  expect(takeAll(line)).toEqual(['b', 'a']);
});

test('calm keys are not starved by prompt ones', () => {
  const line = new ReadyLine();
  line.add('calm', 'calm');
  for (let n = 0; n < 20; n += 1) line.add(`p${n}`, 'prompt');
  expect(takeAll(line).indexOf('calm')).toBe(7);
});
