import { cleaned, isBlank } from './cell.ts';

/** ISO 4217 minor units where they are not 2. */
const exponents: Readonly<Record<string, number>> = Object.fromEntries([
  ...[
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'ISK',
    'JPY',
    'KMF',
    'KRW',
    'PYG',
    'RWF',
    'UGX',
    'UYI',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ].map((code) => [code, 0]),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3]),
  ...['CLF', 'UYW'].map((code) => [code, 4]),
]);

/** How many decimals the currency's minor unit has: 2 for most, 0 for yen, 3 for Kuwait's dinar. */
export const currencyExponent = (currency: string): number => exponents[currency] ?? 2;

export type MoneyProblem =
  | 'empty'
  | 'not_an_amount'
  | 'negative'
  /** 1.234 may be one thousand two hundred or one and a bit: say which mark is the decimal one. */
  | 'ambiguous'
  /** More decimals than the currency has. */
  | 'too_precise'
  | 'too_large'
  /** The text names another currency than the one expected. */
  | 'other_currency';
export type MoneyResult = { minor: number } | { problem: MoneyProblem };
export type DecimalMark = '.' | ',';

/** Symbols and words beside an amount, and the currencies they can stand for. */
const marks: readonly (readonly [pattern: RegExp, currencies: readonly string[] | null])[] = [
  [/人民币|rmb|cny/giu, ['CNY']],
  [/hk\$|港币|港元|hkd/giu, ['HKD']],
  [/us\$|美元|美金|usd/giu, ['USD']],
  [/nt\$|新台币|台币|twd/giu, ['TWD']],
  [/日元|円|jpy/giu, ['JPY']],
  [/欧元|€|eur/giu, ['EUR']],
  [/英镑|£|gbp/giu, ['GBP']],
  [/韩元|₩|krw/giu, ['KRW']],
  [/₹|inr/giu, ['INR']],
  [/r\$|brl/giu, ['BRL']],
  [/¥|元|圆|块钱?/giu, ['CNY', 'JPY', 'HKD', 'TWD']],
  [/\$/gu, ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'TWD', 'MXN', 'ARS', 'CLP', 'COP']],
];
/** Multipliers as powers of ten. */
const units: readonly (readonly [pattern: RegExp, power: number])[] = [
  [/(?:百万|m(?:io|ln)?|million)$/iu, 6],
  [/(?:千万)$/u, 7],
  [/(?:亿)$/u, 8],
  [/(?:十万)$/u, 5],
  [/(?:万|w)$/iu, 4],
  [/(?:千|k|thousand)$/iu, 3],
  [/(?:百)$/u, 2],
];
/** As the contract: 90 billion yuan. */
const MAX_MINOR = 9_000_000_000_000n;

/**
 * An amount as people write it, in minor units of `currency`: `1,234.50`, `¥12,800`, `1.234,50`, `3.5万`, `１２８００元`,
 * `12 800`, `1'234.50`. Exact: no floating point on the way. What can be read in two ways is refused with `ambiguous`
 * unless `decimal` says which mark is the decimal one (see `decimalMark` for a column).
 */
export function parseMoney(raw: string, currency: string, decimal?: DecimalMark): MoneyResult {
  if (isBlank(raw)) return { problem: 'empty' };
  let text = cleaned(raw).toLowerCase();
  const code = /^[a-z]{3}(?![a-z])|(?<![a-z])[a-z]{3}$/.exec(text)?.[0].toUpperCase();
  for (const [pattern, currencies] of marks) {
    const without = text.replace(pattern, ' ');
    if (without === text) continue;
    if (currencies && !currencies.includes(currency)) return { problem: 'other_currency' };
    text = without;
  }
  if (code === currency) text = text.replace(code.toLowerCase(), ' ');
  text = text.trim();
  const negative = /^\(.*\)$|^[-−]|[-−]$/u.test(text);
  text = text
    .replace(/^\((.*)\)$/u, '$1')
    .replace(/^[-−+]|[-−]$/gu, '')
    .trim();
  let power = 0;
  for (const [pattern, of] of units) {
    const without = text.replace(pattern, '');
    if (without === text) continue;
    power = of;
    text = without.trim();
    break;
  }
  const exponent = currencyExponent(currency);
  const number = plainNumber(text, decimal, { exponent, hasUnit: power > 0 });
  if (typeof number !== 'object') return { problem: number };
  const minor = toMinor(number, power + exponent);
  if (minor === null) return { problem: 'too_precise' };
  if (minor > MAX_MINOR) return { problem: 'too_large' };
  if (negative && minor > 0n) return { problem: 'negative' };
  return { minor: Number(minor) };
}

interface Digits {
  whole: string;
  fraction: string;
}

const GROUPED = {
  ',': /^\d{1,3}(?:,\d{3})+$/,
  '.': /^\d{1,3}(?:\.\d{3})+$/,
  ' ': /^\d{1,3}(?: \d{3})+$/,
  "'": /^\d{1,3}(?:'\d{3})+$/,
};

function plainNumber(
  text: string,
  decimal: DecimalMark | undefined,
  { exponent, hasUnit }: { exponent: number; hasUnit: boolean },
): Digits | 'not_an_amount' | 'ambiguous' {
  const compact = text.replace(/[\u00a0\u202f]/g, ' ').replace(/[’`]/g, "'");
  if (!/^[\d.,' ]+$/.test(compact) || !/\d/.test(compact)) return 'not_an_amount';
  const last = Math.max(compact.lastIndexOf('.'), compact.lastIndexOf(','));
  if (last === -1) return grouped(compact, '');
  const mark = compact[last] as DecimalMark;
  const [whole, fraction] = [compact.slice(0, last), compact.slice(last + 1)];
  const isOnlyMark = !whole.includes(mark);
  if (!/^\d*$/.test(fraction)) return 'not_an_amount';
  if (decimal !== undefined)
    return mark === decimal && isOnlyMark ? grouped(whole, fraction) : grouped(compact, '', decimal);
  const otherMark = mark === '.' ? ',' : '.';
  // 1,234.50 and 1.234,50: two kinds of mark, the last one is the decimal one. 1,234,567: it occurs twice, so it groups.
  if (whole.includes(otherMark)) return isOnlyMark ? grouped(whole, fraction, mark) : 'not_an_amount';
  if (!isOnlyMark) return grouped(compact, '');
  if (fraction.length !== 3 || whole.length > 3 || /[ ']/.test(whole) || whole === '' || /^0/.test(whole))
    return grouped(whole, fraction, mark);
  // One mark and three digits behind it. 1,234 groups by the custom of both our languages, but dinars have three
  // decimals; 1.234 can be German for a thousand or an unrounded one, though not before 万 or k.
  if (mark === ',') return exponent === 3 && !hasUnit ? 'ambiguous' : grouped(compact, '');
  return hasUnit ? grouped(whole, fraction, mark) : 'ambiguous';
}

/** Takes the grouping out of the whole part, if it is one: 1,2345 is none. `decimal`: the mark that cannot group. */
function grouped(whole: string, fraction: string, decimal?: DecimalMark): Digits | 'not_an_amount' {
  if (/^\d*$/.test(whole)) return whole === '' && fraction === '' ? 'not_an_amount' : { whole: whole || '0', fraction };
  const mark = /[^\d]/.exec(whole)![0] as keyof typeof GROUPED;
  if (mark === decimal || !GROUPED[mark].test(whole)) return 'not_an_amount';
  return { whole: whole.replaceAll(mark, ''), fraction };
}

/** Null when digits would be lost. */
function toMinor({ whole, fraction }: Digits, power: number): bigint | null {
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > power) return null;
  return BigInt(whole + kept.padEnd(power, '0'));
}

/**
 * The decimal mark that a column uses, from its amounts that leave no doubt; null when none does or they disagree. Given
 * to `parseMoney` it settles the others: beside 12,5 a 1.234 is one thousand.
 */
export function decimalMark(samples: Iterable<string>): DecimalMark | null {
  let point = 0;
  let comma = 0;
  for (const sample of samples) {
    const text = cleaned(sample).replace(/[^\d.,]/g, '');
    const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
    if (last === -1) continue;
    const mark = text[last] as DecimalMark;
    const decimals = text.length - last - 1;
    const twice = text.indexOf(mark) !== last;
    const both = text.includes(mark === '.' ? ',' : '.');
    if (!both && !twice && decimals === 3) continue;
    const decimal = twice ? (mark === '.' ? ',' : '.') : mark;
    if (decimal === '.') point++;
    else comma++;
  }
  if (point > 0 === comma > 0) return null;
  return point > 0 ? '.' : ',';
}
