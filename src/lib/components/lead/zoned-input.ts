import { DAY_MS, HOUR_MS, MINUTE_MS } from '#lib/domain/time/calendar.ts';
import { dayOf, instantAt, msOfDayAt, plusDays } from '#lib/domain/time/zone.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** What a `datetime-local` field shows for an instant, in the workspace's zone and not in that of the machine. */
export function toZonedInput(at: number, zone: string): string {
  const minutes = Math.floor(msOfDayAt(at, zone) / MINUTE_MS);
  return `${dayOf(at, zone)}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Null while it is incomplete. */
export function fromZonedInput(text: string, zone: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(text);
  if (!match) return null;
  return instantAt(match[1]!, (Number(match[2]) * 60 + Number(match[3])) * MINUTE_MS, zone);
}

/** In two hours, at the next full five minutes: nobody plans 14:03. */
export const inTwoHours = (now: number): number => Math.ceil((now + 2 * HOUR_MS) / (5 * MINUTE_MS)) * 5 * MINUTE_MS;

/** Tomorrow at ten on the workspace's clock. */
export const tomorrowAtTen = (now: number, zone: string): number =>
  instantAt(dayOf(plusDays(now, 1, zone), zone), 10 * HOUR_MS, zone);

export const latestPlan = (now: number): number => now + 366 * DAY_MS;
