import { leadTerms, queryTerms, type TermCondition } from '../search/terms.ts';

/** What stands on a lead's card: whoever sees the card may search by any part of it. */
export interface OnTheCard {
  name: string;
  company: string | null;
  tags: readonly string[];
}

/**
 * Whether a search may show a lead whose contacts the searcher may not open (P5): every word is on the card, or is a whole
 * number, address or WeChat id. By beginnings and endings alone a number could be read digit by digit, past the reveal log.
 * @param knows whether a text, in any of its usual forms, is a whole identity of the lead's customer
 */
export function foundWithoutGuessing(text: string, card: OnTheCard, knows: (text: string) => boolean): boolean {
  if (knows(text)) return true;
  const terms = leadTerms(card);
  return text
    .trim()
    .split(/\s+/)
    .every(
      (word) => knows(word) || queryTerms(word).every((condition) => terms.some((term) => meets(term, condition))),
    );
}

const meets = (term: string, condition: TermCondition): boolean =>
  'exact' in condition ? term === condition.exact : term.startsWith(condition.prefix);
