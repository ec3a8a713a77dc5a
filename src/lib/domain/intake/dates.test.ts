import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DAY_MS, dayText, HOUR_MS } from '../time/calendar.ts';
import { dayOf, msOfDayAt, startOfDay } from '../time/zone.ts';
import { detectDateFormat } from './date-format.ts';
import { dateFormats, parseDate, type DateFormat } from './dates.ts';

const zone = 'Asia/Shanghai';
const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'UTC', 'Pacific/Kiritimati'];
const read = (text: string, format: DateFormat, tz = zone) => {
  const result = parseDate(text, format, tz);
  return 'problem' in result ? result.problem : result;
};
const day = (text: string, format: DateFormat) => {
  const result = parseDate(text, format, zone);
  return 'problem' in result ? result.problem : result.day;
};

/** A day as a format writes it. */
function written(text: string, format: DateFormat): string {
  const [y, m, d] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)];
  switch (format) {
    case 'yyyy-mm-dd':
      return text;
    case 'dd-mm-yyyy':
      return `${d}-${m}-${y}`;
    case 'mm-dd-yyyy':
      return `${m}/${d}/${y}`;
    case 'dd-mm-yy':
      return `${d}.${m}.${y.slice(2)}`;
    case 'mm-dd-yy':
      return `${Number(m)}/${Number(d)}/${y.slice(2)}`;
    case 'yyyymmdd':
      return y + m + d;
    case 'yyyy年m月d日':
      return `${y}年${Number(m)}月${Number(d)}日`;
    case 'instant':
      return `${text}T00:00:00Z`;
    case 'excel':
      return String(Date.parse(text) / DAY_MS + 25_569);
  }
}
/** 1971 to 2067: what two digits of a year can tell. */
const someDay = fc.integer({ min: 365, max: 35_500 }).map(dayText);
const local = dateFormats.filter((format) => format !== 'instant');

describe('dates', () => {
  it('[D7] each format reads what it says', () => {
    expect(day('20-10-16', 'dd-mm-yy')).toBe('2016-10-20');
    expect(day('01-03-2017', 'dd-mm-yyyy')).toBe('2017-03-01');
    expect(day('2026/9/5', 'yyyy-mm-dd')).toBe('2026-09-05');
    expect(day('2026年9月15日', 'yyyy年m月d日')).toBe('2026-09-15');
    expect(day('２０２６－０９－１５', 'yyyy-mm-dd')).toBe('2026-09-15');
    expect(day('46280', 'excel')).toBe('2026-09-15');
    expect(day('03/04/2026', 'mm-dd-yyyy')).toBe('2026-03-04');
    expect(day('1-1-70', 'dd-mm-yy')).toBe('1970-01-01');
    expect(day('1-1-69', 'dd-mm-yy')).toBe('2069-01-01');
  });

  it('[D7] a time is the clock on the wall of the zone', () => {
    expect(read('26-02-2018 19:58', 'dd-mm-yyyy')).toEqual({
      at: Date.UTC(2018, 1, 26, 11, 58),
      day: '2018-02-26',
      hasTime: true,
    });
    const at = (text: string, format: DateFormat = 'yyyy-mm-dd') =>
      (read(text, format, 'UTC') as { at: number }).at - Date.UTC(2026, 8, 15);
    expect(at('2026-09-15 3:20 PM')).toBe(15 * HOUR_MS + 20 * 60_000);
    expect(at('2026-09-15T08:05:09.25')).toBe(8 * HOUR_MS + 309_250);
    expect(at('2026年9月15日下午3点20分', 'yyyy年m月d日')).toBe(15 * HOUR_MS + 20 * 60_000);
    expect(at('2026-09-15 12:30 am')).toBe(30 * 60_000);
    expect(at('46280.5', 'excel')).toBe(12 * HOUR_MS);
    expect(at('46280.333333333336', 'excel')).toBe(8 * HOUR_MS);
  });

  it('[D7] an instant with an offset is that instant in every zone', () => {
    const at = Date.UTC(2026, 8, 15, 2, 30);
    for (const text of [
      '2026-09-15T02:30:00Z',
      '2026-09-15 10:30+08:00',
      '2026-09-14T22:30:00.000-0400',
      '2026-09-15T08:00:00+05:30',
    ]) {
      for (const tz of zones) expect(read(text, 'instant', tz)).toEqual({ at, day: null, hasTime: true });
    }
  });

  it('[D7] refuses what does not exist and what is written otherwise', () => {
    expect(day('2026-02-29', 'yyyy-mm-dd')).toBe('no_such_day');
    expect(day('31-04-2026', 'dd-mm-yyyy')).toBe('no_such_day');
    expect(day('13/13/2026', 'mm-dd-yyyy')).toBe('no_such_day');
    expect(day('2026-09-15 25:00', 'yyyy-mm-dd')).toBe('no_such_time');
    expect(day('2026-09-15 13:00 am', 'yyyy-mm-dd')).toBe('no_such_time');
    expect(day('2026-09-15T10:61:00Z', 'instant')).toBe('no_such_time');
    expect(day('15-09-2026', 'yyyy-mm-dd')).toBe('other_format');
    expect(day('2026-09/15', 'yyyy-mm-dd')).toBe('other_format');
    expect(day('15-09-2026', 'dd-mm-yy')).toBe('other_format');
    expect(day('soon', 'excel')).toBe('other_format');
    expect(day('1054', 'excel')).toBe('no_such_day');
    for (const text of ['', 'null', '-']) expect(day(text, 'yyyy-mm-dd')).toBe('empty');
  });

  it('[D7] a date without a time never shifts by a day, in any zone and format', () => {
    fc.assert(
      fc.property(someDay, fc.constantFrom(...local), fc.constantFrom(...zones), (text, format, tz) => {
        const result = parseDate(written(text, format), format, tz);
        expect(result).toEqual({ at: startOfDay(text, tz), day: text, hasTime: false });
        expect(dayOf((result as { at: number }).at, tz)).toBe(text);
      }),
      { numRuns: 1500 },
    );
  });

  it('[D7] a wall-clock time comes back, on days whose clocks do not change', () => {
    fc.assert(
      fc.property(someDay, fc.integer({ min: 0, max: 86_399 }), fc.constantFrom(...zones), (text, seconds, tz) => {
        fc.pre(startOfDay(dayText(Math.round(Date.parse(text) / DAY_MS) + 1), tz) - startOfDay(text, tz) === DAY_MS);
        const clock = new Date(seconds * 1000).toISOString().slice(11, 19);
        const { at } = parseDate(`${text} ${clock}`, 'yyyy-mm-dd', tz) as { at: number };
        expect([dayOf(at, tz), msOfDayAt(at, tz)]).toEqual([text, seconds * 1000]);
        const serial = Date.parse(text) / DAY_MS + 25_569 + seconds / 86_400;
        fc.pre(seconds > 0);
        expect(parseDate(String(serial), 'excel', tz)).toEqual({ at, day: text, hasTime: true });
      }),
    );
  });
});

describe('the format of a column', () => {
  it('[D7] one day above twelve decides between days first and months first', () => {
    expect(detectDateFormat(['01-03-17', '20-10-16'])).toMatchObject({
      kind: 'found',
      format: 'dd-mm-yy',
      fits: 2,
      of: 2,
    });
    expect(detectDateFormat(['01/03/2017', '10/20/2016'])).toMatchObject({ kind: 'found', format: 'mm-dd-yyyy' });
  });

  it('[D7] never guesses when both fit', () => {
    expect(detectDateFormat(['01-03-2017', '05-06-2017', ''])).toEqual({
      kind: 'ambiguous',
      candidates: [
        { format: 'dd-mm-yyyy', fits: 2 },
        { format: 'mm-dd-yyyy', fits: 2 },
      ],
      of: 2,
    });
    // As many samples contradict the one as the other.
    expect(detectDateFormat(['13-01-2017', '01-13-2017', '02-02-2017'])).toMatchObject({ kind: 'ambiguous' });
  });

  it('[D7] reports what does not fit, and that there is no format', () => {
    const column = ['2026-09-15', '2026-09-16', 'soon', '', 'null', '2026-09-31'];
    expect(detectDateFormat(column)).toEqual({ kind: 'found', format: 'yyyy-mm-dd', fits: 2, of: 4, misfits: [2, 5] });
    expect(detectDateFormat(['a', 'b', '2026-09-15'])).toEqual({ kind: 'none', of: 3 });
    expect(detectDateFormat(['', 'null'])).toEqual({ kind: 'none', of: 0 });
  });

  it('[D7] finds each format from days that fit no other', () => {
    const samples = ['2026-09-15', '2025-12-31', '2026-01-28'];
    for (const format of dateFormats) {
      expect(detectDateFormat(samples.map((text) => written(text, format)))).toMatchObject({ kind: 'found', format });
    }
  });

  it('[D7] what it finds reads every day as it was meant, or it asks', () => {
    fc.assert(
      fc.property(fc.array(someDay, { minLength: 1, maxLength: 30 }), fc.constantFrom(...local), (days, format) => {
        const column = days.map((text) => written(text, format));
        const found = detectDateFormat(column);
        if (found.kind === 'ambiguous') {
          expect(days.every((text) => Number(text.slice(8)) <= 12)).toBe(true);
          return;
        }
        expect(found).toMatchObject({ kind: 'found', format, misfits: [] });
      }),
      { numRuns: 300 },
    );
  });
});

/** Real files; never part of this repository. */
const data = new URL('../../../../../shared/data/', import.meta.url);
const column = (file: string, index: number) =>
  readFileSync(new URL(file, data), 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',')[index]!);

describe.skipIf(!existsSync(data))('real columns (skipped where ../shared/data is missing)', () => {
  it('[D7] are found without asking', () => {
    expect(detectDateFormat(column('maven/sales_pipeline.csv', 5))).toMatchObject({
      kind: 'found',
      format: 'dd-mm-yy',
      misfits: [],
    });
    const variant = detectDateFormat(column('maven/sales_pipeline.variant_null_ddmmyyyy.csv', 6));
    expect(variant).toMatchObject({ kind: 'found', format: 'dd-mm-yyyy', misfits: [] });
    const won = detectDateFormat(column('olist/olist_closed_deals_dataset.csv', 4));
    expect(won).toMatchObject({ kind: 'found', format: 'dd-mm-yyyy', fits: 842, misfits: [] });
  });
});
