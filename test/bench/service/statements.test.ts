import { expect, test } from '@jest/globals';
import { readTemplates, statementAt } from './statements.ts';

const templates = readTemplates();
const texts = Array.from({ length: 2000 }, (_, number) => statementAt(templates, 's1', number));

test('every number has a text of its own, and another salt another text', () => {
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts).not.toContain(statementAt(templates, 's2', 5));
});

test('the texts are as long as small statements of applications are, and nothing is left to fill in', () => {
  for (const text of texts) {
    expect(text.length).toBeGreaterThan(300);
    expect(text.length).toBeLessThan(1000);
    expect(text).not.toMatch(/[{}]/);
  }
});
