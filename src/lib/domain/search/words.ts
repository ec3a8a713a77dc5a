/** Longest term of one word, in characters: a longer query is cut to it, so a cut term is still found. */
export const MAX_WORD = 24;
/** E-mail addresses stay whole. */
export const MAX_ADDRESS = 64;

const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}ー々〆';
const RUNS = new RegExp(`[${CJK}]+|(?:(?![${CJK}])[\\p{L}\\p{N}\\p{M}])+`, 'gu');
const IS_CJK = new RegExp(`^[${CJK}]`, 'u');
const GAP_IN_CJK = new RegExp(`(?<=[${CJK}])\\s+(?=[${CJK}])`, 'gu');
const PLAIN = /^[a-z0-9]*$/;

/** Width and case do not count: full-width letters and digits become plain ones, ½ becomes 1⁄2. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** A run of characters without spaces between (张 伟 is 张伟), or one word of any other script. */
export type Run = { cjk: true; text: string } | { cjk: false; text: string };

/** @param text folded */
export function runs(text: string): Run[] {
  const found: Run[] = [];
  for (const [run] of text.replace(GAP_IN_CJK, '').matchAll(RUNS)) {
    if (IS_CJK.test(run)) found.push({ cjk: true, text: run });
    else found.push({ cjk: false, text: cut(plain(run), MAX_WORD) });
  }
  return found;
}

/** Without accents: Müller is found by muller. */
const plain = (word: string): string => (PLAIN.test(word) ? word : word.normalize('NFD').replace(/\p{M}/gu, ''));

/** By characters, never through the middle of one. */
export const cut = (text: string, length: number): string =>
  text.length <= length ? text : [...text].slice(0, length).join('');
