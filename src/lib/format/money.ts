/**
 * Money for people. Amounts are integers in minor units (fen, cents) with their ISO 4217 code.
 * From one million on an amount is shortened the same way in both languages (¥1.06M): a column head has no room for more.
 */
import type { Locale } from '#lib/paraglide/runtime.js';

const SHORT_FROM = 1_000_000;

interface MoneyOptions {
  /** The workspace's currency: its symbol needs no country (¥ rather than CN¥). */
  homeCurrency?: string;
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(locale: string, currency: string, display: 'narrowSymbol' | 'symbol' | 'code', kind: string) {
  const key = `${locale}|${currency}|${display}|${kind}`;
  let found = formatters.get(key);
  if (!found) {
    const base = { style: 'currency', currency, currencyDisplay: display } as const;
    found =
      kind === 'short'
        ? new Intl.NumberFormat('en', {
            ...base,
            notation: 'compact',
            minimumSignificantDigits: 3,
            maximumSignificantDigits: 3,
          })
        : new Intl.NumberFormat(locale, kind === 'whole' ? { ...base, maximumFractionDigits: 0 } : base);
    formatters.set(key, found);
  }
  return found;
}

const digits = new Map<string, number>();

/** Digits after the point: 2 for CNY, 0 for JPY. Kept, because Intl takes longer to say it than to format an amount. */
export function minorDigits(currency: string): number {
  let found = digits.get(currency);
  if (found === undefined) {
    found = formatter('en', currency, 'code', 'exact').resolvedOptions().maximumFractionDigits ?? 2;
    digits.set(currency, found);
  }
  return found;
}

/** Whether `money` leaves digits out, so that the exact amount belongs in a title. */
export const isShortened = (amountMinor: number, currency: string): boolean =>
  Math.abs(toMajor(amountMinor, currency)) >= SHORT_FROM;

export function toMajor(amountMinor: number, currency: string): number {
  return amountMinor / 10 ** minorDigits(currency);
}

function symbolOf(locale: string, currency: string, display: 'narrowSymbol' | 'symbol'): string {
  const parts = formatter(locale, currency, display, 'whole').formatToParts(0);
  return parts.find((part) => part.type === 'currency')?.value ?? currency;
}

/** The home currency by its sign alone; a foreign one by the sign that names it, or by its code where both would look alike. */
function displayOf(locale: string, currency: string, home: string): 'narrowSymbol' | 'symbol' | 'code' {
  if (currency === home) return 'narrowSymbol';
  return symbolOf(locale, currency, 'symbol') === symbolOf(locale, home, 'narrowSymbol') ? 'code' : 'symbol';
}

function render(amountMinor: number, currency: string, locale: Locale, home: string, kind: string): string {
  const display = displayOf(locale, currency, home);
  const text = formatter(locale, currency, display, kind).format(toMajor(amountMinor, currency));
  return text.replaceAll('\u00a0', ' ');
}

/** As a card or a column shows it: ¥12,800, ¥9,800.50, and ¥1.06M from one million on. */
export function money(amountMinor: number, currency: string, locale: Locale, options: MoneyOptions = {}): string {
  const home = options.homeCurrency ?? currency;
  if (isShortened(amountMinor, currency)) return render(amountMinor, currency, locale, home, 'short');
  const whole = amountMinor % 10 ** minorDigits(currency) === 0;
  return render(amountMinor, currency, locale, home, whole ? 'whole' : 'exact');
}

/** Never shortened: in forms, contracts, tooltips of a shortened amount. */
export function exactMoney(amountMinor: number, currency: string, locale: Locale, options: MoneyOptions = {}): string {
  const whole = amountMinor % 10 ** minorDigits(currency) === 0;
  return render(amountMinor, currency, locale, options.homeCurrency ?? currency, whole ? 'whole' : 'exact');
}

/** A count with its thousands: 1,206. */
export function count(value: number, locale: Locale): string {
  return value.toLocaleString(locale);
}
