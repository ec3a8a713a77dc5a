import type { Series, SeriesPoint } from '#lib/contract/metrics/figures.ts';
import { addDays, dayNumber, dayNumberOfDate, dayText, daysBetween, weekday } from '#lib/domain/time/calendar.ts';
import type { CellSum } from './figure-tables.ts';
import { amountsOf } from './measures.ts';

type Unit = Series['unit'];

/** Few enough points to read, enough to see a shape. */
function unitFor(days: number): Unit {
  if (days <= 35) return 'day';
  if (days <= 190) return 'week';
  return days <= 15 * 366 ? 'month' : 'year';
}

const monthsOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
const firstOfMonth = (months: number) => dayText(dayNumberOfDate(Math.floor(months / 12), (months % 12) + 1, 1)!);

const starts: Record<Unit, (day: string) => string> = {
  day: (day) => day,
  week: (day) => dayText(dayNumber(day) - weekday(day) + 1),
  month: (day) => `${day.slice(0, 7)}-01`,
  year: (day) => `${day.slice(0, 4)}-01-01`,
};
const nexts: Record<Unit, (start: string) => string> = {
  day: (start) => addDays(start, 1),
  week: (start) => addDays(start, 7),
  month: (start) => firstOfMonth(monthsOf(start) + 1),
  year: (start) => firstOfMonth(monthsOf(start) + 12),
};

/**
 * Sums by day (`key`) as a row of equal units without gaps, up to today: an empty month is a zero, not a missing point.
 * Undated sums are left out.
 */
export function seriesOf(byDay: readonly CellSum[], from: string | null, to: string | null, today: string): Series {
  const dated = byDay.filter(({ key }) => key !== '');
  const days = dated.map(({ key }) => key).sort();
  const first = from ?? days[0] ?? today;
  const lastWanted = to ?? days.at(-1) ?? today;
  const last = lastWanted > today ? ((days.at(-1) ?? today) > today ? days.at(-1)! : today) : lastWanted;
  if (last < first) return { unit: 'day', points: [] };
  const unit = unitFor(daysBetween(first, last) + 1);
  const sums = new Map<string, CellSum[]>();
  for (const row of dated) {
    const start = starts[unit](row.key);
    const list = sums.get(start);
    if (list) list.push(row);
    else sums.set(start, [row]);
  }
  const points: SeriesPoint[] = [];
  for (let start = starts[unit](first); start <= last; start = nexts[unit](start)) {
    points.push(pointOf(start, sums.get(start) ?? []));
  }
  return { unit, points };
}

function pointOf(from: string, rows: readonly CellSum[]): SeriesPoint {
  const point = { from, leads: 0, won: 0, lost: 0, wonAmounts: amountsOf(rows) };
  for (const row of rows) {
    point.leads += row.leads;
    point.won += row.won;
    point.lost += row.lost;
  }
  return point;
}
