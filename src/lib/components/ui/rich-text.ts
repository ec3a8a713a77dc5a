export interface TextPart {
  text: string;
  bold: boolean;
}

/**
 * Splits a sentence at its `<b>…</b>` marks. Nothing else is markup: a name with an angle bracket stays text,
 * and an unpaired mark is shown as it stands.
 */
export function boldParts(sentence: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of sentence.matchAll(/<b>(.*?)<\/b>/gsu)) {
    if (match.index > from) parts.push({ text: sentence.slice(from, match.index), bold: false });
    if (match[1]) parts.push({ text: match[1], bold: true });
    from = match.index + match[0].length;
  }
  if (from < sentence.length) parts.push({ text: sentence.slice(from), bold: false });
  return parts;
}

/** The same sentence for a screen reader. */
export const plainText = (sentence: string): string =>
  boldParts(sentence)
    .map((part) => part.text)
    .join('');
