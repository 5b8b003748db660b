export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** Characters; most files of a project are shorter. */
const longestSmall = 2048;

/** A whole number that stands alone, and a string of one line. */
const literal = /(?<![\w.'"`$@:-])\d{1,9}(?![\w.'"`])|'[^'\n\\]+'/g;

/**
 * Small files of a corpus again and again with other literals, so that each has a content of its own. The same corpus
 * gives the same files.
 * @returns `count` files; fewer when the corpus has no small file with a literal
 */
export function smallFiles(corpus: readonly TextFile[], count: number): readonly TextFile[] {
  const seeds = corpus.filter(({ text }) => text.length <= longestSmall && text.search(literal) >= 0);
  const made: TextFile[] = [];
  const seen = new Set<string>();
  for (let copy = 0; made.length < count && seeds.length > 0; copy += 1) {
    for (const seed of seeds) {
      const text = withOtherLiterals(seed.text, copy);
      if (made.length === count || seen.has(text)) continue;
      seen.add(text);
      made.push({ name: `${String(copy).padStart(4, '0')}/${seed.name}`, text });
    }
  }
  return made;
}

/** Copy 0 is the text itself; different copies of a text with literals differ. */
export function withOtherLiterals(text: string, copy: number): string {
  if (copy === 0) return text;
  return text.replace(literal, (found) =>
    found.startsWith("'") ? `${found.slice(0, -1)}${copy}'` : String(Number(found) + copy),
  );
}
