import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'statements');

/** The small SQL files that the texts are made of, in the order of their names. */
export function readTemplates(): readonly string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

const tables = ['orders', 'invoices', 'shipments', 'stock', 'payments', 'subscriptions', 'tickets'];
const columns = ['reference', 'quantity', 'channel', 'category', 'price', 'source_code'];
const words = ['spring', 'outlet', 'partner', 'legacy', 'mobile'];

/**
 * The text with that number: one of the templates with other names and numbers, as texts of one application resemble
 * each other. Every number has a text of its own.
 * @param salt tells the texts of one run from those of another
 */
export function statementAt(templates: readonly string[], salt: string, number: number): string {
  const pick = (list: readonly string[], step: number): string => list[Math.floor(number / step) % list.length] ?? '';
  const names: Readonly<Record<string, string>> = {
    table: `${pick(tables, 1)}_${salt}_${number}`,
    column: pick(columns, 3),
    word: pick(words, 7),
    number: String(number + 30),
  };
  return pick(templates, 1).replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '');
}
