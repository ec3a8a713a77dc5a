/** What groups, periods and rates of figures are called: the same on the page, in its file and for a screen reader. */
import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/paraglide/runtime.js';

type GroupBy = 'none' | 'owner' | 'team' | 'region' | 'channel' | 'product' | 'quarter' | 'month';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const without: Record<GroupBy, (inputs: Record<string, never>, options: { locale: Locale }) => string> = {
  none: m.metrics_all,
  owner: m.metrics_no_owner,
  team: m.metrics_no_team,
  region: m.metrics_no_region,
  channel: m.metrics_no_channel,
  product: m.metrics_no_product,
  quarter: m.metrics_no_date,
  month: m.metrics_no_date,
};

/** A group's name for people; a group without a key is the one of leads that have none. */
export function groupLabel(group: { key: string; name: string | null }, groupBy: GroupBy, locale: Locale): string {
  if (group.key === '') return without[groupBy]({}, { locale });
  if (groupBy === 'quarter') {
    const [year = '', quarter = ''] = group.key.split('-Q');
    return m.metrics_quarter_of({ year, quarter }, { locale });
  }
  if (groupBy === 'month') return monthLabel(group.key, locale);
  return group.name ?? m.metrics_gone({}, { locale });
}

/** 2026 年 9 月, Sep 2026 of `2026-09` or any day in it. */
export function monthLabel(day: string, locale: Locale): string {
  const [year = '', month = '1'] = day.split('-');
  return m.metrics_month_of({ year, month: locale === 'en' ? MONTHS[Number(month) - 1]! : Number(month) }, { locale });
}

/** 7.0%; a rate of nothing is –, never 0%. */
export const percent = (rate: number | null): string => (rate === null ? '–' : `${(rate * 100).toFixed(1)}%`);

/** Days with one decimal below ten, whole ones above: 4.5, 57. */
export function daysText(days: number | null): string {
  if (days === null) return '–';
  return days < 10 ? String(Math.round(days * 10) / 10) : String(Math.round(days));
}

/** 14:05:09 in a zone: until when data are in. */
export const secondTime = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(at);
