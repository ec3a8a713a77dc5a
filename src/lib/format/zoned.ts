/** What a clock on the wall of a time zone shows at an instant. Intl is slow to construct and quick to call: one formatter per zone. */

export interface Zoned {
  year: number;
  /** 1 to 12 */
  month: number;
  day: number;
  hour: number;
  minute: number;
  /** Days since 1970-01-01 of that local date: differences of two are whole days, whatever daylight saving does. */
  dayNumber: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
    });
    formatters.set(timeZone, found);
  }
  return found;
}

export function zoned(at: number, timeZone: string): Zoned {
  const read: Record<string, number> = {};
  for (const part of formatterOf(timeZone).formatToParts(at)) read[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = read;
  return { year, month, day, hour, minute, dayNumber: Math.round(Date.UTC(year, month - 1, day) / 86_400_000) };
}
