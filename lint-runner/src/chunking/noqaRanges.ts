/**
 * The `noqa: disable=...` ranges that are open at a place of the text, in SQLFluff's reading
 * (`sqlfluff/core/rules/noqa.py`): the last `--` part of a comment counts, a later directive wins over an earlier one,
 * and `all` covers every rule.
 */
export class NoqaRanges {
  private directives: { readonly rules: string; readonly action: 'enable' | 'disable' }[] = [];
  /** The open directives as comment lines, '' when there are none. */
  lines = '';

  /** Takes a comment's text, with its marks, into account. Returns whether it held such a directive. */
  read(comment: string): boolean {
    if (!comment.includes('noqa')) {
      return false;
    }
    let found = false;
    for (const line of comment.split('\n')) {
      found = this.readLine(line) || found;
    }
    return found;
  }

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
    this.directives = rules === 'all' ? [] : this.directives.filter((other) => other.rules !== rules);
    if (action === 'disable' || this.directives.length > 0) {
      this.directives.push({ rules, action });
    }
    this.lines = this.directives.map((each) => `-- noqa: ${each.action}=${each.rules}\n`).join('');
    return true;
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
