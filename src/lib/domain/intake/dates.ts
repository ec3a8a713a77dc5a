import { DAY_MS, dayNumberOfDate, dayText, HOUR_MS, MINUTE_MS } from '../time/calendar.ts';
import { instantAt } from '../time/zone.ts';
import { cleaned, isBlank } from './cell.ts';

/**
 * How a column writes its dates. Separators -, / and . are alike; a time may follow. `instant`: ISO with Z or an offset.
 * `excel`: serial days since 1899-12-30. Years of two digits first (17-03-01) are not offered: they cannot be told from
 * days first.
 */
export const dateFormats = [
  'yyyy-mm-dd',
  'dd-mm-yyyy',
  'mm-dd-yyyy',
  'dd-mm-yy',
  'mm-dd-yy',
  'yyyymmdd',
  'yyyy年m月d日',
  'instant',
  'excel',
] as const;
export type DateFormat = (typeof dateFormats)[number];

export type DateProblem = 'empty' | 'other_format' | 'no_such_day' | 'no_such_time';
export type DateResult =
  | {
      /** The instant; of a date without a time the first of its day in the zone. */
      at: number;
      /** The day as written, `YYYY-MM-DD`; null for an instant, which has none without a zone. */
      day: string | null;
      hasTime: boolean;
    }
  | { problem: DateProblem };

const TIME = String.raw`(上午|下午|am|pm)?\s*(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:[.,](\d{1,9}))?)?[分秒]?\s*(am|pm)?`;
const pattern = (date: string, gap = String.raw`[T\s]\s*`) => new RegExp(`^${date}(?:${gap}${TIME})?$`, 'iu');
const patterns: Record<Exclude<DateFormat, 'excel' | 'instant'>, RegExp> = {
  'yyyy-mm-dd': pattern(String.raw`(\d{4})([-/.])(\d{1,2})\2(\d{1,2})`),
  'dd-mm-yyyy': pattern(String.raw`(\d{1,2})([-/.])(\d{1,2})\2(\d{4})`),
  'mm-dd-yyyy': pattern(String.raw`(\d{1,2})([-/.])(\d{1,2})\2(\d{4})`),
  'dd-mm-yy': pattern(String.raw`(\d{1,2})([-/.])(\d{1,2})\2(\d{2})`),
  'mm-dd-yy': pattern(String.raw`(\d{1,2})([-/.])(\d{1,2})\2(\d{2})`),
  yyyymmdd: pattern(String.raw`(\d{4})()(\d{2})(\d{2})`),
  yyyy年m月d日: pattern(String.raw`(\d{4})(年)\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]`, String.raw`\s*`),
};
const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(?:Z|([+-])(\d{2}):?(\d{2})?)$/i;
const SERIAL = /^\d{1,6}(?:\.\d+)?$/;
/** Serials taken for dates: 1954 to 2119. Smaller ones are as likely to be something else. */
const [FIRST_SERIAL, LAST_SERIAL] = [20_000, 80_000];
/** The serial of 1970-01-01. Serials before March 1900, where Excel has a day too many, are out of range anyway. */
const EPOCH_SERIAL = 25_569;
/** Two digits from 70 on are the last century. */
const CENTURY_PIVOT = 70;

/**
 * A date written in a known format. A date without a time becomes the start of its day in the zone, so that the day
 * stays the day everywhere in the system; a time is the clock on the zone's walls.
 */
export function parseDate(raw: string, format: DateFormat, zone: string): DateResult {
  if (isBlank(raw)) return { problem: 'empty' };
  const text = cleaned(raw);
  if (format === 'instant') return parseInstant(text);
  if (format === 'excel') return parseSerial(text, zone);
  const parts = patterns[format].exec(text);
  if (!parts) return { problem: 'other_format' };
  const number = dayNumberOfDate(...yearMonthDay(format, parts));
  if (number === null) return { problem: 'no_such_day' };
  return at(number, timeOf(parts), zone);
}

function at(number: number, time: number | null | undefined, zone: string): DateResult {
  if (time === null) return { problem: 'no_such_time' };
  const day = dayText(number);
  return { at: instantAt(day, time ?? 0, zone), day, hasTime: time !== undefined };
}

function yearMonthDay(format: DateFormat, parts: RegExpExecArray): [number, number, number] {
  const [first, second, third] = [Number(parts[1]), Number(parts[3]), Number(parts[4])];
  const century = (year: number) => (format.endsWith('-yy') ? year + (year < CENTURY_PIVOT ? 2000 : 1900) : year);
  if (format.startsWith('dd')) return [century(third), second, first];
  if (format.startsWith('mm')) return [century(third), first, second];
  return [first, second, third];
}

/** Milliseconds of the day; undefined when none was written, null when there is no such time. */
function timeOf(parts: RegExpExecArray): number | null | undefined {
  const [, , , , , before, hours, minutes, seconds, fraction, after] = parts;
  if (hours === undefined) return undefined;
  const half = (before ?? after)?.toLowerCase();
  let hour = Number(hours);
  if (half !== undefined) {
    const afternoon = half === 'pm' || half === '下午';
    if (hour > 12 && !afternoon) return null;
    if (hour <= 12) hour = (hour % 12) + (afternoon ? 12 : 0);
  }
  const [minute, second] = [Number(minutes), Number(seconds ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  return hour * HOUR_MS + minute * MINUTE_MS + second * 1000 + milliseconds(fraction);
}

const milliseconds = (fraction: string | undefined) =>
  fraction ? Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6) : 0;

function parseInstant(text: string): DateResult {
  const parts = INSTANT.exec(text);
  if (!parts) return { problem: 'other_format' };
  const number = dayNumberOfDate(Number(parts[1]), Number(parts[2]), Number(parts[3]));
  if (number === null) return { problem: 'no_such_day' };
  const [hour, minute, second] = [Number(parts[4]), Number(parts[5]), Number(parts[6] ?? 0)];
  const [offsetHours, offsetMinutes] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59)
    return { problem: 'no_such_time' };
  const offset = (offsetHours * HOUR_MS + offsetMinutes * MINUTE_MS) * (parts[8] === '-' ? -1 : 1);
  const local = number * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS + second * 1000 + milliseconds(parts[7]);
  return { at: local - offset, day: null, hasTime: true };
}

/** Excel keeps fractions of a day as floating point: they are rounded to the second. */
function parseSerial(text: string, zone: string): DateResult {
  if (!SERIAL.test(text)) return { problem: 'other_format' };
  const seconds = Math.round((Number(text) - EPOCH_SERIAL) * 86_400);
  const number = Math.floor(seconds / 86_400);
  const inRange = number >= FIRST_SERIAL - EPOCH_SERIAL && number <= LAST_SERIAL - EPOCH_SERIAL;
  if (!inRange) return { problem: 'no_such_day' };
  return at(number, text.includes('.') ? (seconds - number * 86_400) * 1000 : undefined, zone);
}
