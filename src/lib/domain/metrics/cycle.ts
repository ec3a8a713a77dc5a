import { DAY_MS } from '../time/calendar.ts';
import { dayNumberAt, startOfDayNumber } from '../time/zone.ts';

/** Histograms count in tenths of a day. */
export const TENTHS = 10;

/**
 * How long a lead took from arrival to close, in tenths of a day, rounded down; null when it is not known or the close
 * lies before the arrival (such data exist: a win before the first contact). Counted on the calendar of the zone, so
 * that 1 March to 1 April is 31.0 days also when the clocks change in between. A date known without a time is stored as
 * the day's first instant; where either end is such a date, the length is the whole number of days between the two, and
 * tenths would pretend to know more.
 */
export function cycleTenths(arrivedAt: number | null, closedAt: number | null, zone: string): number | null {
  if (arrivedAt === null || closedAt === null) return null;
  const from = dayNumberAt(arrivedAt, zone);
  const until = dayNumberAt(closedAt, zone);
  const fromStart = startOfDayNumber(from, zone);
  const untilStart = startOfDayNumber(until, zone);
  if (arrivedAt === fromStart || closedAt === untilStart) return until < from ? null : (until - from) * TENTHS;
  if (closedAt < arrivedAt) return null;
  // Each day counts as one, however long its clocks made it.
  const fromShare = (arrivedAt - fromStart) / lengthOf(from, zone);
  const untilShare = (closedAt - untilStart) / lengthOf(until, zone);
  // A millionth of a tenth is 9 ms and keeps 2.4 hours from becoming 0.0999 days.
  return Math.max(0, (until - from) * TENTHS + Math.floor((untilShare - fromShare) * TENTHS + 1e-6));
}

function lengthOf(day: number, zone: string): number {
  const length = startOfDayNumber(day + 1, zone) - startOfDayNumber(day, zone);
  return length > 0 ? length : DAY_MS;
}
