import { dayText, HOUR_MS, MINUTE_MS, weekday } from './calendar.ts';
import { dayNumberAt, instantAt, plusDays } from './zone.ts';

/** Part of a day, in minutes since midnight on the wall clock: [from, until), until at most 1440. */
export type Shift = readonly [from: number, until: number];

/**
 * When somebody works (O5): a shift for each weekday, and days that are not as their weekday says: holidays (no shift) and
 * make-up working days. Days are `YYYY-MM-DD` in the calendar's zone.
 */
export interface WorkCalendar {
  zone: string;
  /** Seven entries, Monday first. */
  week: readonly (readonly Shift[])[];
  days: ReadonlyMap<string, readonly Shift[]>;
}

/** Approved leave (O5): it pauses the clock from when it was approved, never before. */
export interface Leave {
  from: number;
  until: number;
  approvedAt: number;
}

export interface Span {
  from: number;
  until: number;
}

export type Counting = 'calendar' | 'working';

export interface Duration {
  amount: number;
  unit: 'hours' | 'days';
  counting: Counting;
}

/** A calendar without a working day in this long has none: a rule that counts working time then never ends. */
const MOST_DAYS = 800;

export const worksOn = (calendar: WorkCalendar, day: string): readonly Shift[] =>
  calendar.days.get(day) ?? calendar.week[weekday(day) - 1] ?? [];

/** The working time of one day as instants, in order. */
function spansOf(calendar: WorkCalendar, dayNumber: number): Span[] {
  const day = dayText(dayNumber);
  return worksOn(calendar, day)
    .map(([from, until]) => ({
      from: instantAt(day, from * MINUTE_MS, calendar.zone),
      until:
        until >= 1440
          ? instantAt(dayText(dayNumber + 1), 0, calendar.zone)
          : instantAt(day, until * MINUTE_MS, calendar.zone),
    }))
    .filter(({ from, until }) => until > from);
}

/**
 * Leave that counts between `from` and for ever: clipped to what came after its approval, merged, and cut off once `capMs`
 * of it was granted within the spell that began at `from`.
 */
export function pauses(leaves: readonly Leave[], from: number, capMs: number): Span[] {
  const clipped = leaves
    .map((leave) => ({ from: Math.max(leave.from, leave.approvedAt, from), until: leave.until }))
    .filter((span) => span.until > span.from)
    .sort((a, b) => a.from - b.from);
  const merged: Span[] = [];
  for (const span of clipped) {
    const last = merged.at(-1);
    if (last && span.from <= last.until) last.until = Math.max(last.until, span.until);
    else merged.push({ ...span });
  }
  let left = capMs;
  const granted: Span[] = [];
  for (const span of merged) {
    if (left <= 0) break;
    const until = Math.min(span.until, span.from + left);
    granted.push({ from: span.from, until });
    left -= until - span.from;
  }
  return granted;
}

/**
 * The instant at which a duration is over that began at `from`. Null: never (no working time in sight).
 *
 * - calendar hours and days are 1 h and 24 h long, pauses are left out;
 * - working hours count inside shifts only, pauses left out;
 * - working days count days with a shift: five working days after Tuesday 15:00 is the next Tuesday 15:00, and a duration
 *   that begins outside working time begins with the next shift. A day whose working time is wholly paused does not count.
 */
export function addDuration(
  calendar: WorkCalendar,
  from: number,
  { amount, unit, counting }: Duration,
  paused: readonly Span[] = [],
): number | null {
  if (counting === 'calendar')
    return addRunning(from, Math.round(amount * (unit === 'days' ? 24 : 1) * HOUR_MS), paused);
  return unit === 'hours'
    ? addWorking(calendar, from, Math.round(amount * HOUR_MS), paused)
    : addWorkingDays(calendar, from, amount, paused);
}

function addRunning(from: number, ms: number, paused: readonly Span[]): number {
  let at = from;
  let left = ms;
  for (const pause of paused) {
    if (pause.until <= at) continue;
    if (pause.from - at >= left) break;
    left -= Math.max(0, pause.from - at);
    at = pause.until;
  }
  return at + left;
}

/** The parts of spans that lie after `from` and outside the pauses. */
function* workingParts(
  calendar: WorkCalendar,
  from: number,
  paused: readonly Span[],
): Generator<Span & { day: number }> {
  const first = dayNumberAt(from, calendar.zone);
  for (let day = first; day < first + MOST_DAYS; day++) {
    for (const span of spansOf(calendar, day)) {
      let at = Math.max(span.from, from);
      for (const pause of paused) {
        if (pause.until <= at || pause.from >= span.until) continue;
        if (pause.from > at) yield { from: at, until: pause.from, day };
        at = Math.max(at, pause.until);
      }
      if (at < span.until) yield { from: at, until: span.until, day };
    }
  }
}

function addWorking(calendar: WorkCalendar, from: number, ms: number, paused: readonly Span[]): number | null {
  let left = ms;
  for (const part of workingParts(calendar, from, paused)) {
    const length = part.until - part.from;
    if (length >= left) return part.from + left;
    left -= length;
  }
  return null;
}

function addWorkingDays(calendar: WorkCalendar, from: number, amount: number, paused: readonly Span[]): number | null {
  const whole = Math.floor(amount);
  let start: number | null = null;
  let startDay = 0;
  let counted = 0;
  let lastDay = -1;
  for (const part of workingParts(calendar, from, paused)) {
    if (start === null) {
      start = part.from;
      startDay = part.day;
    }
    if (part.day !== lastDay && part.day !== startDay) counted += 1;
    lastDay = part.day;
    if (counted < whole) continue;
    const at = plusDays(start, part.day - startDay, calendar.zone);
    // Half a working day is half of that day's working time.
    if (amount > whole)
      return addWorking(
        calendar,
        Math.max(at, part.from),
        Math.round((amount - whole) * lengthOf(calendar, part.day)),
        paused,
      );
    return clamp(calendar, at, part);
  }
  return null;
}

const lengthOf = (calendar: WorkCalendar, day: number): number =>
  spansOf(calendar, day).reduce((sum, span) => sum + span.until - span.from, 0);

/** Into the working time of the part's day. */
function clamp(calendar: WorkCalendar, at: number, part: Span & { day: number }): number {
  const end = Math.max(...spansOf(calendar, part.day).map(({ until }) => until));
  return Math.min(Math.max(at, part.from), end);
}

/** Whether somebody is on duty at an instant. */
export function isWorking(calendar: WorkCalendar, at: number, paused: readonly Span[] = []): boolean {
  if (paused.some((pause) => pause.from <= at && at < pause.until)) return false;
  return spansOf(calendar, dayNumberAt(at, calendar.zone)).some((span) => span.from <= at && at < span.until);
}

/** The first instant from `at` on that lies in working time; null: none in sight. */
export function nextWorking(calendar: WorkCalendar, at: number, paused: readonly Span[] = []): number | null {
  for (const part of workingParts(calendar, at, paused)) return part.from;
  return null;
}

/** Working time between two instants, ms. */
export function workingBetween(
  calendar: WorkCalendar,
  from: number,
  until: number,
  paused: readonly Span[] = [],
): number {
  let sum = 0;
  if (until <= from) return 0;
  for (const part of workingParts(calendar, from, paused)) {
    if (part.from >= until) break;
    sum += Math.min(part.until, until) - part.from;
  }
  return sum;
}

/**
 * The last instant not after `at` that lies in working time and leaves at least `leaveMs` of it before `at` (O6: a warning
 * comes inside duty hours, with some of them left). Null: there is none within a month.
 */
export function lastWorkingBefore(calendar: WorkCalendar, at: number, leaveMs: number): number | null {
  const last = dayNumberAt(at, calendar.zone);
  let left = leaveMs;
  for (let day = last; day > last - 31; day--) {
    for (const span of spansOf(calendar, day).reverse()) {
      const until = Math.min(span.until, at);
      if (until <= span.from) continue;
      if (until - span.from > left) return until - left - (left === 0 ? 1 : 0);
      left -= until - span.from;
    }
  }
  return null;
}
