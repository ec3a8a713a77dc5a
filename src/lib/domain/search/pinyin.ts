import { pinyin } from 'pinyin-pro';
import { MAX_WORD } from './words.ts';

/** Characters of a name that are spelt out; of a company's, after its legal form was dropped. */
const MAX_SPELT = 12;

/**
 * Terms by which Chinese text is found from a latin keyboard: for every place in it the syllables from there on, run
 * together (张伟: zhangwei, wei), and their initials (zw). Queries match prefixes, so zhangw and z find it too.
 * @param han a run of Han characters
 * @param surname whether it begins with a surname, whose reading may differ (单 is shàn, not dān); then both are found
 */
export function pinyinTerms(han: string, surname: boolean, into: Set<string>): void {
  const text = [...han].slice(0, MAX_SPELT).join('');
  const usual = spell(text, 'off');
  addSuffixes(usual, into);
  if (!surname) return;
  const asName = spell(text, 'head');
  if (asName.join() !== usual.join()) addSuffixes(asName, into);
}

const spell = (text: string, surname: 'off' | 'head'): string[] =>
  pinyin(text, { toneType: 'none', type: 'array', nonZh: 'removed', v: true, toneSandhi: false, surname });

function addSuffixes(syllables: readonly string[], into: Set<string>): void {
  let full = '';
  let initials = '';
  for (let i = syllables.length - 1; i >= 0; i--) {
    const syllable = syllables[i]!;
    full = (syllable + full).slice(0, MAX_WORD);
    initials = syllable.charAt(0) + initials;
    into.add(full);
    // ü is typed as v or as u.
    if (full.includes('v')) into.add(full.replaceAll('v', 'u'));
    // One initial is found as a prefix of the syllable.
    if (initials.length > 1) into.add(initials);
  }
}
