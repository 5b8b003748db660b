/** What a comment did to the open ranges; `tooLong` ends the reading, for they are then more than can be repeated. */
export type NoqaReading = 'nothing' | 'changed' | 'tooLong';

/**
 * The `noqa: disable=...` ranges that are open at a place of the text, in SQLFluff's reading
 * (`sqlfluff/core/rules/noqa.py`): the last `--` part of a comment counts, a later directive wins over an earlier one,
 * and `all` covers every rule.
 */
export class NoqaRanges {
  /** The open directives as comment lines, by the rules that they name, the latest last. */
  private readonly directives = new Map<string, string>();
  private length = 0;
  private joined: string | undefined = '';

  /** The open directives as comment lines, '' when there are none. */
  get lines(): string {
    this.joined ??= [...this.directives.values()].join('');
    return this.joined;
  }

  /**
   * Takes a comment's text, with its marks, into account; stops at the first directive with which `lines` would have
   * more than `maxChars` characters. Linear in the comment's length.
   */
  read(comment: string, maxChars: number): NoqaReading {
    let reading: NoqaReading = 'nothing';
    let at = comment.indexOf('noqa');
    while (at >= 0) {
      const end = comment.indexOf('\n', at);
      const line = comment.slice(comment.lastIndexOf('\n', at) + 1, end < 0 ? comment.length : end);
      if (this.readLine(line)) {
        reading = 'changed';
      }
      if (this.length > maxChars) {
        return 'tooLong';
      }
      at = end < 0 ? -1 : comment.indexOf('noqa', end);
    }
    return reading;
  }

  /** Returns whether the line holds a directive. */
  private readLine(line: string): boolean {
    const content = withoutMarks(line.trim());
    const dashes = content.lastIndexOf('--');
    const directive = (dashes < 0 ? content : content.slice(dashes + 2)).trim();
    const match = /^noqa:\s*(enable|disable)=(.+)$/.exec(directive);
    if (match === null) {
      return false;
    }
    const action = match[1] === 'enable' ? 'enable' : 'disable';
    const rules = (match[2] ?? '').trim();
    this.forget(rules);
    if (action === 'disable' || this.directives.size > 0) {
      const repeated = `-- noqa: ${action}=${rules}\n`;
      this.directives.set(rules, repeated);
      this.length += repeated.length;
    }
    this.joined = undefined;
    return true;
  }

  private forget(rules: string): void {
    if (rules === 'all') {
      this.directives.clear();
      this.length = 0;
      return;
    }
    this.length -= this.directives.get(rules)?.length ?? 0;
    this.directives.delete(rules);
  }
}

function withoutMarks(line: string): string {
  let content = line;
  for (const mark of ['--', '#', '//', '/*']) {
    if (content.startsWith(mark)) {
      content = content.slice(mark.length);
      break;
    }
  }
  return content.endsWith('*/') ? content.slice(0, -2) : content;
}
