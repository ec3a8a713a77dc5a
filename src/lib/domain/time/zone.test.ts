import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { addDays, DAY_MS, daysBetween, dayNumber, dayText, parseDay, weekday } from './calendar.ts';
import { dayOf, dayRange, instantAt, isZone, msOfDayAt, plusDays, startOfDay, today } from './zone.ts';

const zones = [
  'UTC',
  'Asia/Shanghai',
  'America/New_York',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Africa/Cairo',
];
const zone = fc.constantFrom(...zones);
const instant = fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2035, 0, 1) });

describe('days in a zone', () => {
  it('[M1] the day of any instant is the one that the calendar of the zone shows', () => {
    fc.assert(
      fc.property(instant, zone, (at, tz) => {
        const shown = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(tz).toPlainDate().toString();
        expect(dayOf(at, tz)).toBe(shown);
      }),
      { numRuns: 1500 },
    );
  });

  it('[M1] the boundaries are exact to the millisecond and leave no gap', () => {
    fc.assert(
      fc.property(instant, zone, (at, tz) => {
        const day = dayOf(at, tz);
        const { from, until } = dayRange(day, tz);
        expect(from).toBeLessThanOrEqual(at);
        expect(until).toBeGreaterThan(at);
        expect(dayOf(from, tz)).toBe(day);
        expect(dayOf(from - 1, tz) < day).toBe(true);
        expect(dayOf(until - 1, tz)).toBe(day);
        expect(dayOf(until, tz) > day).toBe(true);
      }),
    );
  });

  it('knows days of 23 and 25 hours, a day without midnight and one that never was', () => {
    const hours = (day: string, tz: string) => {
      const { from, until } = dayRange(day, tz);
      return (until - from) / 3_600_000;
    };
    expect(hours('2026-03-29', 'Europe/Berlin')).toBe(23);
    expect(hours('2026-10-25', 'Europe/Berlin')).toBe(25);
    expect(hours('2026-10-04', 'Australia/Lord_Howe')).toBe(23.5);
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toBe(Date.UTC(2018, 10, 4, 3));
    expect(hours('2011-12-30', 'Pacific/Apia')).toBe(0);
    expect(dayOf(startOfDay('2011-12-30', 'Pacific/Apia'), 'Pacific/Apia')).toBe('2011-12-31');
  });

  it('a wall-clock time comes back as it was given, except where the clocks skip it', () => {
    fc.assert(
      fc.property(instant, zone, fc.integer({ min: 0, max: DAY_MS - 1 }), (at, tz, ms) => {
        const day = dayOf(at, tz);
        const got = instantAt(day, ms, tz);
        const { from, until } = dayRange(day, tz);
        expect(got).toBeGreaterThanOrEqual(from);
        if (until - from === DAY_MS) {
          expect(dayOf(got, tz)).toBe(day);
          expect(msOfDayAt(got, tz)).toBe(ms);
        }
      }),
    );
    expect(instantAt('2026-03-29', 2.5 * 3_600_000, 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 1, 30));
    expect(instantAt('2026-10-25', 2.5 * 3_600_000, 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(msOfDayAt(Date.UTC(2026, 9, 25, 11), 'Europe/Berlin')).toBe(12 * 3_600_000);
  });

  it('the same time tomorrow is 23 hours away when the clocks go forward', () => {
    const eve = instantAt('2026-03-28', 10 * 3_600_000, 'Europe/Berlin');
    expect(plusDays(eve, 1, 'Europe/Berlin') - eve).toBe(23 * 3_600_000);
    expect(plusDays(eve, -1, 'Europe/Berlin') - eve).toBe(-DAY_MS);
  });

  it('[P2] today of two zones differs at the same instant', () => {
    const now = Date.UTC(2026, 8, 15, 20);
    expect(today(now, 'Asia/Shanghai')).toEqual({ from: Date.UTC(2026, 8, 15, 16), until: Date.UTC(2026, 8, 16, 16) });
    expect(today(now, 'UTC').from).toBe(Date.UTC(2026, 8, 15));
  });

  it('is quick when warm', () => {
    const from = Date.UTC(2025, 0, 1);
    const ask = (n: number) => {
      const began = performance.now();
      for (let i = 0; i < n; i++) dayOf(from + ((i * 7_919_000_003) % (400 * DAY_MS)), 'America/New_York');
      return ((performance.now() - began) / n) * 1000;
    };
    ask(5000);
    expect(Math.min(ask(50_000), ask(50_000), ask(50_000))).toBeLessThan(2);
  });

  it('says whether a zone exists', () => {
    expect(isZone('Asia/Shanghai')).toBe(true);
    expect(isZone('Asia/Shangri-La')).toBe(false);
    expect(isZone('')).toBe(false);
  });
});

describe('days without a zone', () => {
  it('text and number say the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -300_000, max: 300_000 }),
        fc.integer({ min: -3000, max: 3000 }),
        (number, step) => {
          const day = dayText(number);
          expect(dayNumber(day)).toBe(number);
          expect(daysBetween(day, addDays(day, step))).toBe(step);
        },
      ),
    );
  });

  it('refuses days that do not exist', () => {
    expect(parseDay('2026-02-29')).toBeNull();
    expect(parseDay('2024-02-29')).toBe(dayNumber('2024-03-01') - 1);
    expect(parseDay('2026-13-01')).toBeNull();
    expect(parseDay('26-01-01')).toBeNull();
    expect(() => dayNumber('soon')).toThrow(RangeError);
  });

  it('weekdays are ISO', () => {
    expect(weekday('2026-09-14')).toBe(1);
    expect(weekday('1969-12-28')).toBe(7);
  });
});
