/** What the tests of the documentation need to know of a Markdown file. */

export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** Nothing but blank lines stands between this block and the one before. */
  readonly followsBlock: boolean;
}

/** Commands that can be run as they stand, and the answer that the page shows for them. */
export interface Example {
  readonly commands: string;
  readonly answer: CodeBlock | undefined;
}

const fence = /^```(\w*)\n([\s\S]*?)^```$/gm;

export function codeBlocks(markdown: string): readonly CodeBlock[] {
  let end = 0;
  return [...markdown.matchAll(fence)].map((match) => {
    const followsBlock = end > 0 && markdown.slice(end, match.index).trim() === '';
    end = match.index + match[0].length;
    return { language: match[1] ?? '', text: match[2] ?? '', followsBlock };
  });
}

/** The convention: a `sh` block that sets or uses `$SERVER` is run; a block right behind it is its answer. */
export function examplesOf(markdown: string): readonly Example[] {
  const blocks = codeBlocks(markdown);
  return blocks.flatMap((block, index) => {
    if (block.language !== 'sh' || !/\$SERVER\b|^SERVER=/m.test(block.text)) return [];
    const next = blocks[index + 1];
    const answer = next?.followsBlock && next.language !== 'sh' ? next : undefined;
    return [{ commands: block.text, answer }];
  });
}

/** The targets of all links, without those to other sites. */
export function localLinks(markdown: string): readonly string[] {
  const prose = markdown.replace(fence, '').replace(/`[^`\n]*`/g, 'code');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors that GitHub makes of the headings. */
export function anchorsOf(markdown: string): readonly string[] {
  const headings = markdown.replace(fence, '').matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
