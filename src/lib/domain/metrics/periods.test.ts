import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, DAY_MS, daysBetween } from '../time/calendar.ts';
import { dayOf } from '../time/zone.ts';
import { daysOf, periodNames, previousPeriod, type Period } from './periods.ts';

const zone = 'Asia/Shanghai';
/** 01:00 on 1 October in Shanghai, still September in UTC. */
const now = Date.UTC(2026, 8, 30, 17);
const days = (period: Period, at = now, tz = zone) => {
  const { from, until } = daysOf(period, at, tz);
  return `${from} ${until}`;
};
const before = (period: Period, at = now) => {
  const range = previousPeriod(period, at, zone);
  return range && `${range.from} ${range.until}`;
};

describe('periods', () => {
  it('[M1] follow the calendar of the workspace’s zone', () => {
    expect(days('this_month')).toBe('2026-10-01 2026-10-31');
    expect(days('this_month', now, 'UTC')).toBe('2026-09-01 2026-09-30');
    expect(days('last_month')).toBe('2026-09-01 2026-09-30');
    expect(days('this_quarter')).toBe('2026-10-01 2026-12-31');
    expect(days('last_quarter')).toBe('2026-07-01 2026-09-30');
    expect(days('this_year')).toBe('2026-01-01 2026-12-31');
    expect(days('last_year')).toBe('2025-01-01 2025-12-31');
    expect(days('last_7_days')).toBe('2026-09-25 2026-10-01');
    expect(days('today')).toBe('2026-10-01 2026-10-01');
    expect(days('all')).toBe('null null');
  });

  it('[M1] cross the year', () => {
    const january = Date.UTC(2027, 0, 15);
    expect(days('last_month', january)).toBe('2026-12-01 2026-12-31');
    expect(days('last_quarter', january)).toBe('2026-10-01 2026-12-31');
    expect(days('last_month', Date.UTC(2024, 2, 31))).toBe('2024-02-01 2024-02-29');
  });

  it('[M1] a period is compared with the same kind before it', () => {
    expect(before('last_month')).toBe('2026-08-01 2026-08-31');
    expect(before('last_quarter')).toBe('2026-04-01 2026-06-30');
    expect(before('last_7_days')).toBe('2026-09-18 2026-09-24');
    expect(before({ from: '2026-02-01', until: '2026-02-28' })).toBe('2026-01-01 2026-01-31');
    expect(before({ from: '2026-02-03', until: '2026-02-12' })).toBe('2026-01-24 2026-02-02');
    expect(before('all')).toBeNull();
  });

  it('[M1] a running month is compared with as many days, never with more than there were', () => {
    const tenth = Date.UTC(2026, 9, 10);
    expect(before('this_month', tenth)).toBe('2026-09-01 2026-09-10');
    expect(before('this_month', Date.UTC(2026, 2, 30))).toBe('2026-02-01 2026-02-28');
    expect(before('this_month', Date.UTC(2026, 2, 31))).toBe('2026-02-01 2026-02-28');
  });

  it('[M1] this and last touch without gap or overlap, at any moment in any zone', () => {
    const moment = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) });
    fc.assert(
      fc.property(
        moment,
        fc.constantFrom('UTC', zone, 'Pacific/Apia', 'America/New_York'),
        fc.constantFrom('month', 'quarter', 'year'),
        (at, tz, unit) => {
          const current = daysOf(`this_${unit}` as Period, at, tz);
          const last = daysOf(`last_${unit}` as Period, at, tz);
          const today = dayOf(at, tz);
          expect(current.from! <= today && today <= current.until!).toBe(true);
          expect(addDays(last.until!, 1)).toBe(current.from);
          const length = daysBetween(current.from!, current.until!) + 1;
          expect(
            { month: length >= 28 && length <= 31, quarter: length >= 90 && length <= 92, year: length >= 365 }[unit],
          ).toBe(true);
        },
      ),
    );
  });

  it('[M1] what is compared ends before it begins', () => {
    for (const name of periodNames) {
      for (let i = 0; i < 400; i += 13) {
        const at = now + i * DAY_MS;
        const range = previousPeriod(name, at, zone);
        if (range === null) continue;
        expect(range.from <= range.until).toBe(true);
        expect(range.until < daysOf(name, at, zone).from!).toBe(true);
      }
    }
  });

  it('refuses a period that ends before it begins', () => {
    expect(() => daysOf({ from: '2026-02-02', until: '2026-02-01' }, now, zone)).toThrow(RangeError);
    expect(() => daysOf({ from: 'x', until: '2026-02-01' }, now, zone)).toThrow(RangeError);
  });
});
