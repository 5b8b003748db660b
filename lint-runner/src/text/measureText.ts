export interface TextMeasure {
  /** Lines; a last one without a line end counts, an empty text has none. */
  readonly lineCount: number;
  /** Unicode code points. */
  readonly characterCount: number;
}

/** @param text with normalised line ends */
export function measureText(text: string): TextMeasure {
  let lineFeeds = 0;
  let characterCount = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === 0x0a) lineFeeds += 1;
    // The second half of a pair belongs to the first.
    else if (unit >= 0xdc00 && unit <= 0xdfff) characterCount -= 1;
  }
  const unfinished = text.length > 0 && !text.endsWith('\n') ? 1 : 0;
  return { lineCount: lineFeeds + unfinished, characterCount };
}
