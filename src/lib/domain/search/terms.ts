import { withoutLegalForm } from '../intake/company.ts';
import { pinyinTerms } from './pinyin.ts';
import { cut, folded, MAX_ADDRESS, runs } from './words.ts';

export interface Findable {
  name: string;
  company?: string | null;
  /** In E.164. */
  phones?: readonly string[];
  emails?: readonly string[];
  wechats?: readonly string[];
  tags?: readonly string[];
}

/** Characters of one text that are looked at: keeps a pasted novel out of the index. */
const MAX_TEXT = 80;
const SHORTEST_SUFFIX = 4;
const LONGEST_SUFFIX = 11;

/**
 * Every term by which a lead is found, each once (ARCHITECTURE, Search). All queries are prefix or exact look-ups:
 * - Chinese: pairs of neighbours and the last character (张伟: 张伟, 伟), so that any part of the text is found, one
 *   character as a prefix; and pinyin with initials,
 * - words of other scripts, lower case, without accents,
 * - phones: the last 4 to 11 digits, so that any end or middle of it is found, and all digits with the country's,
 * - e-mail: the address, and its words; WeChat id: its words.
 */
export function leadTerms(lead: Findable): string[] {
  const terms = new Set<string>();
  addText(lead.name, terms, 'name');
  if (lead.company) addText(lead.company, terms, 'company');
  for (const phone of lead.phones ?? []) addPhone(phone, terms);
  for (const email of lead.emails ?? []) addAddress(email, terms);
  for (const wechat of lead.wechats ?? []) addText(wechat, terms, 'plain');
  for (const tag of lead.tags ?? []) addText(tag, terms, 'plain');
  return [...terms];
}

function addText(raw: string, terms: Set<string>, kind: 'name' | 'company' | 'plain'): void {
  const text = cut(folded(cut(raw, MAX_TEXT)), MAX_TEXT);
  let first = kind === 'name';
  for (const run of runs(text)) {
    if (!run.cjk) {
      if (run.text) terms.add(run.text);
      continue;
    }
    const characters = [...run.text];
    for (let i = 0; i + 1 < characters.length; i++) terms.add(characters[i]! + characters[i + 1]!);
    terms.add(characters.at(-1)!);
    if (kind !== 'plain') pinyinTerms(kind === 'company' ? withoutLegalForm(run.text) : run.text, first, terms);
    first = false;
  }
}

function addPhone(phone: string, terms: Set<string>): void {
  const digits = phone.replace(/\D/g, '');
  if (digits === '') return;
  terms.add(digits.slice(0, 15));
  for (let length = SHORTEST_SUFFIX; length <= Math.min(LONGEST_SUFFIX, digits.length); length++) {
    terms.add(digits.slice(-length));
  }
}

function addAddress(email: string, terms: Set<string>): void {
  // Control characters and halves of characters cannot be stored as text on PostgreSQL.
  const address = cut(folded(cut(email, MAX_ADDRESS)).replace(/[\p{C}\s]/gu, ''), MAX_ADDRESS);
  if (address === '') return;
  terms.add(address);
  addText(address, terms, 'plain');
}

/** One look-up in the term table; all of a query's must hold for the same lead. */
export type TermCondition = { exact: string } | { prefix: string };

const MAX_CONDITIONS = 8;
const PHONE_LIKE = /^\+?[\d\s().-]+$/;

/** What a person typed as look-ups to be joined by AND; empty when there is nothing to look for. */
export function queryTerms(text: string): TermCondition[] {
  const query = cut(folded(cut(text.trim(), MAX_TEXT)), MAX_TEXT);
  const digits = query.replace(/\D/g, '');
  if (PHONE_LIKE.test(query) && digits !== '') return [{ prefix: phoneDigits(query, digits) }];
  const conditions = new Map<string, TermCondition>();
  for (const piece of query.split(/\s+/)) {
    const address = piece.replace(/^@+/, '');
    if (address.includes('@')) {
      conditions.set(address, { prefix: cut(address, MAX_ADDRESS) });
      continue;
    }
    for (const run of runs(piece)) {
      if (!run.cjk) {
        if (run.text) conditions.set(run.text, { prefix: run.text });
        continue;
      }
      const characters = [...run.text];
      if (characters.length === 1) conditions.set(run.text, { prefix: run.text });
      for (let i = 0; i + 1 < characters.length; i++) {
        const pair = characters[i]! + characters[i + 1]!;
        conditions.set(pair, { exact: pair });
      }
    }
  }
  return [...conditions.values()].slice(0, MAX_CONDITIONS);
}

/** The part of typed digits that stands in the index: with the country's when they were typed, else without trunk zero. */
function phoneDigits(query: string, digits: string): string {
  if (query.startsWith('+')) return digits.slice(0, 15);
  if (digits.startsWith('00')) return digits.slice(2, 17);
  if (digits.length >= 10 && digits.startsWith('0')) return digits.slice(1);
  return digits.length > LONGEST_SUFFIX ? digits.slice(-LONGEST_SUFFIX) : digits;
}

/** The terms that begin with a prefix are those in [from, until), compared by bytes or by code points alike. */
export function prefixRange(prefix: string): { from: string; until: string } {
  const points = [...prefix].map((character) => character.codePointAt(0)!);
  const last = points.pop()!;
  // Surrogates are no characters: after U+D7FF comes U+E000.
  const next = last === 0xd7ff ? 0xe000 : last + 1;
  return { from: prefix, until: String.fromCodePoint(...points, next) };
}
