import { Temporal } from 'temporal-polyfill';
import { DAY_MS, dayNumber, dayText } from './calendar.ts';

/**
 * Days in an IANA zone. The polyfill needs about 20 µs for a boundary, so each one is worked out once and kept; a day of
 * an instant then costs two look-ups. Kept values never go stale: they depend on their key only.
 */
interface ZoneDays {
  zone: string;
  starts: Map<number, number>;
  /** The day asked for last: the next question is mostly about the same or a near one. */
  guess: number;
}

const zones = new Map<string, ZoneDays>();
const MAX_DAYS_KEPT = 40_000;

function daysIn(zone: string): ZoneDays {
  let days = zones.get(zone);
  if (!days) zones.set(zone, (days = { zone, starts: new Map(), guess: 0 }));
  return days;
}

function start(days: ZoneDays, number: number): number {
  let at = days.starts.get(number);
  if (at === undefined) {
    at = Temporal.PlainDate.from(dayText(number)).toZonedDateTime(days.zone).epochMilliseconds;
    if (days.starts.size >= MAX_DAYS_KEPT) days.starts.clear();
    days.starts.set(number, at);
  }
  return at;
}

export function isZone(zone: string): boolean {
  try {
    Temporal.PlainDate.from('2020-01-01').toZonedDateTime(zone);
    return true;
  } catch {
    return false;
  }
}

/** The number (days since 1970-01-01) of the day that an instant falls on. */
export function dayNumberAt(at: number, zone: string): number {
  const days = daysIn(zone);
  let number = days.guess;
  const distance = Math.floor((at - start(days, number)) / DAY_MS);
  // Within two days of the guess walk; further away jump first, zones are at most a day off UTC.
  if (distance < -1 || distance > 1) number += distance;
  while (at < start(days, number)) number -= 1;
  // A day that a zone skipped altogether (Samoa, 30 Dec 2011) is empty and never answered.
  while (at >= start(days, number + 1)) number += 1;
  days.guess = number;
  return number;
}

/** `YYYY-MM-DD` of an instant in a zone. */
export const dayOf = (at: number, zone: string): string => dayText(dayNumberAt(at, zone));

/** The first instant of a day: midnight, or later where the clocks skip it (São Paulo until 2018). */
export const startOfDay = (day: string, zone: string): number => start(daysIn(zone), dayNumber(day));
export const startOfDayNumber = (number: number, zone: string): number => start(daysIn(zone), number);

/** The instants of a day: from inclusive, until exclusive. 23 or 25 hours long when the clocks change. */
export function dayRange(day: string, zone: string): { from: number; until: number } {
  const number = dayNumber(day);
  return { from: startOfDayNumber(number, zone), until: startOfDayNumber(number + 1, zone) };
}

/** The day of `now` as instants: in it daily claims are counted (P2). */
export const today = (now: number, zone: string): { from: number; until: number } => dayRange(dayOf(now, zone), zone);

/**
 * A wall-clock time of a day as an instant. A time that the clocks skip moves forward by the gap, one that they show
 * twice is the first.
 * @param msOfDay milliseconds since midnight on the wall clock, 0 to 86,399,999
 */
export function instantAt(day: string, msOfDay: number, zone: string): number {
  const { from, until } = dayRange(day, zone);
  if (msOfDay === 0) return from;
  if (until - from === DAY_MS) return from + msOfDay;
  const time = Temporal.PlainTime.from('00:00').add({ milliseconds: msOfDay });
  return Temporal.PlainDate.from(day).toPlainDateTime(time).toZonedDateTime(zone).epochMilliseconds;
}

/** Milliseconds since midnight that the wall clock shows at an instant. */
export function msOfDayAt(at: number, zone: string): number {
  const { from, until } = dayRange(dayOf(at, zone), zone);
  if (until - from === DAY_MS) return at - from;
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainTime();
  return Temporal.PlainTime.from('00:00').until(time, { largestUnit: 'milliseconds' }).milliseconds;
}

/** The same time on the wall clock some days later (or earlier). */
export const plusDays = (at: number, days: number, zone: string): number =>
  instantAt(dayText(dayNumberAt(at, zone) + days), msOfDayAt(at, zone), zone);
