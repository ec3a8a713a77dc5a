/** Labels of axes: short, since a phone has room for six. */
import type { Series } from '#lib/contract/metrics/figures.ts';
import type { Locale } from '#lib/paraglide/runtime.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** 9月 or Sep for a month (with its year in January), 9/15 or 15 Sep for a day or the Monday of a week. */
export function pointLabel(from: string, unit: Series['unit'], locale: Locale): string {
  const [year = '', month = '1', day = '1'] = from.split('-');
  if (unit === 'year') return year;
  const name = locale === 'en' ? MONTHS[Number(month) - 1]! : `${Number(month)}月`;
  if (unit === 'month') {
    if (month !== '01') return name;
    return locale === 'en' ? `Jan ${year}` : `${year}年`;
  }
  return locale === 'en' ? `${Number(day)} ${name}` : `${Number(month)}/${Number(day)}`;
}

/** ¥25万, ¥250K: whole units of a currency, as an axis shows them. */
export function shortMoney(value: number, currency: string, locale: Locale): string {
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumFractionDigits: 1,
  }).format(value);
}
