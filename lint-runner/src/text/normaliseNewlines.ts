/** Line ends as Python's text mode, and so SQLFluff, reads them: CRLF and a lone CR are one line feed each. */
export function normaliseNewlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
