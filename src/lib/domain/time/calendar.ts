/**
 * Days as a calendar has them, without a zone: `YYYY-MM-DD` text for storage and the number of days since 1970-01-01
 * for counting.
 */
export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

const texts = new Map<number, string>();
const MAX_TEXTS = 50_000;

const pad = (value: number, width: number) => String(value).padStart(width, '0');

export function dayText(number: number): string {
  let text = texts.get(number);
  if (text === undefined) {
    const date = new Date(number * DAY_MS);
    text = `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`;
    if (texts.size >= MAX_TEXTS) texts.clear();
    texts.set(number, text);
  }
  return text;
}

/** Null when no such day exists (2026-02-30). Years 1 to 9999. */
export function dayNumberOfDate(year: number, month: number, day: number): number | null {
  if (!(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return null;
  const date = new Date(0);
  // Not Date.UTC: it reads the years 0 to 99 as 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCDate() === day ? Math.round(date.getTime() / DAY_MS) : null;
}

/** Null unless the text is a day that exists, written as `YYYY-MM-DD`. */
export function parseDay(text: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return parts ? dayNumberOfDate(Number(parts[1]), Number(parts[2]), Number(parts[3])) : null;
}

export function dayNumber(day: string): number {
  const number = parseDay(day);
  if (number === null) throw new RangeError(`not a day: ${day}`);
  return number;
}

export const addDays = (day: string, days: number): string => dayText(dayNumber(day) + days);
export const daysBetween = (from: string, until: string): number => dayNumber(until) - dayNumber(from);

/** ISO weekday, 1 Monday to 7 Sunday. */
export const weekday = (day: string): number => ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
