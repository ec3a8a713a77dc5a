import { addDays, dayNumber, dayNumberOfDate, dayText, daysBetween } from '../time/calendar.ts';
import { dayOf } from '../time/zone.ts';

/** Both ends inclusive, `YYYY-MM-DD`; null is open: all time. */
export interface DayRange {
  from: string | null;
  until: string | null;
}

export const periodNames = [
  'today',
  'this_month',
  'last_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
  'last_7_days',
  'last_30_days',
  'last_90_days',
  'all',
] as const;
export type PeriodName = (typeof periodNames)[number];
export type Period = PeriodName | { from: string; until: string };

const spans = { last_7_days: 7, last_30_days: 30, last_90_days: 90 } as const;
/** Months of a calendar unit. */
const units = { month: 1, quarter: 3, year: 12 } as const;
type Unit = keyof typeof units;

const firstOfMonth = (months: number): string =>
  dayText(dayNumberOfDate(Math.floor(months / 12), (months % 12) + 1, 1)!);
const monthsOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

/** The calendar unit that lies `back` units before the one that holds a day. */
function calendarUnit(day: string, unit: Unit, back: number): { from: string; until: string } {
  const length = units[unit];
  const start = Math.floor(monthsOf(day) / length) * length - back * length;
  return { from: firstOfMonth(start), until: addDays(firstOfMonth(start + length), -1) };
}

/** The days of a period as the workspace's zone counts them at `now`. Throws RangeError on a custom period that is none. */
export function daysOf(period: Period, now: number, zone: string): DayRange {
  if (typeof period === 'object') {
    if (dayNumber(period.from) > dayNumber(period.until)) throw new RangeError('a period ends before it begins');
    return { from: period.from, until: period.until };
  }
  const day = dayOf(now, zone);
  switch (period) {
    case 'all':
      return { from: null, until: null };
    case 'today':
      return { from: day, until: day };
    case 'last_7_days':
    case 'last_30_days':
    case 'last_90_days':
      return { from: addDays(day, 1 - spans[period]), until: day };
    default: {
      const [which, unit] = period.split('_') as ['this' | 'last', Unit];
      return calendarUnit(day, unit, which === 'last' ? 1 : 0);
    }
  }
}

/**
 * The period to compare with: the calendar unit before a whole month, quarter or year; otherwise as many days right
 * before. Of a running unit only as many days as have passed, so that half a month is not held against a whole one.
 * Null for all time.
 */
export function previousPeriod(period: Period, now: number, zone: string): { from: string; until: string } | null {
  const { from, until } = daysOf(period, now, zone);
  if (from === null || until === null) return null;
  const unit = (Object.keys(units) as Unit[]).find((name) => {
    const whole = calendarUnit(from, name, 0);
    return whole.from === from && whole.until === until;
  });
  if (unit === undefined) {
    const length = daysBetween(from, until) + 1;
    return { from: addDays(from, -length), until: addDays(from, -1) };
  }
  const before = calendarUnit(from, unit, 1);
  const today = dayOf(now, zone);
  if (today < from || today >= until) return before;
  const sameDay = addDays(before.from, daysBetween(from, today));
  return { from: before.from, until: sameDay < before.until ? sameDay : before.until };
}
