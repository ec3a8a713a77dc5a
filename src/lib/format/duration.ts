/** Spans of time for countdowns. Shown parts are rounded down: a clock never promises more than there is. */
import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/paraglide/runtime.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Below this an ownership clock shows seconds, and only then needs a tick each second. */
export const SECONDS_BELOW = 4 * HOUR;
const HOURS_BELOW = 48 * HOUR;

const two = (value: number) => String(value).padStart(2, '0');

/** 3:12:40 */
export function hoursMinutesSeconds(span: number): string {
  const seconds = Math.max(0, Math.floor(span / SECOND));
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** 01:42; above an hour the minutes run on (75:10), since a response clock is always mm:ss. */
export function minutesSeconds(span: number): string {
  const seconds = Math.max(0, Math.floor(span / SECOND));
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

/** Days, below 48 hours hours, below 4 hours h:mm:ss. `detailed` adds the hours to the days (6天4小时). */
export function remaining(span: number, locale: Locale, detailed = false): string {
  if (span < SECONDS_BELOW) return hoursMinutesSeconds(span);
  if (span < HOURS_BELOW) return m.shell_span_hours({ n: Math.floor(span / HOUR) }, { locale });
  const days = Math.floor(span / DAY);
  const hours = Math.floor((span % DAY) / HOUR);
  if (detailed && hours > 0) return m.shell_span_days_hours({ days, hours }, { locale });
  return m.shell_span_days({ n: days }, { locale });
}
