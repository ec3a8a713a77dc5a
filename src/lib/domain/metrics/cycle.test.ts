import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, DAY_MS, HOUR_MS } from '../time/calendar.ts';
import { dayOf, instantAt, startOfDay } from '../time/zone.ts';
import { cycleTenths } from './cycle.ts';

const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'UTC'];

describe('sales cycle', () => {
  it('[M4] dates without a time give whole days in every zone, also across a change of the clocks', () => {
    const day = fc.integer({ min: 10_957, max: 20_000 }).map((n) => dayOf(n * DAY_MS, 'UTC'));
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 400 }), fc.constantFrom(...zones), (from, days, zone) => {
        const until = addDays(from, days);
        expect(cycleTenths(startOfDay(from, zone), startOfDay(until, zone), zone)).toBe(days * 10);
      }),
    );
  });

  it('[M4] times count in tenths, rounded down, by the clock on the wall', () => {
    const at = (day: string, hours: number, zone = 'Europe/Berlin') => instantAt(day, hours * HOUR_MS, zone);
    expect(cycleTenths(at('2026-09-01', 9), at('2026-09-02', 11.4), 'Europe/Berlin')).toBe(11);
    expect(cycleTenths(at('2026-09-01', 9), at('2026-09-02', 11.3), 'Europe/Berlin')).toBe(10);
    expect(cycleTenths(at('2026-10-24', 12), at('2026-10-26', 12), 'Europe/Berlin')).toBe(20);
    expect(cycleTenths(at('2026-03-28', 12), at('2026-03-30', 12), 'Europe/Berlin')).toBe(20);
  });

  it('[M4] where one end is a bare date, tenths are not pretended', () => {
    const zone = 'America/Sao_Paulo';
    const contact = startOfDay('2018-02-01', zone);
    expect(cycleTenths(contact, instantAt('2018-02-26', 19.97 * HOUR_MS, zone), zone)).toBe(250);
    const morning = instantAt('2018-02-01', 10 * HOUR_MS, zone);
    expect(cycleTenths(morning, startOfDay('2018-02-01', zone), zone)).toBe(0);
  });

  it('[M4] a win before the first contact, or without one, is in no cycle', () => {
    const zone = 'UTC';
    const noon = Date.UTC(2018, 1, 3, 12);
    expect(cycleTenths(noon, noon - 2 * HOUR_MS, zone)).toBeNull();
    expect(cycleTenths(Date.UTC(2018, 1, 3), Date.UTC(2018, 1, 1, 5), zone)).toBeNull();
    expect(cycleTenths(null, noon, zone)).toBeNull();
    expect(cycleTenths(noon, null, zone)).toBeNull();
  });

  it('[M4] never negative, never off the elapsed time by more than a tenth and the change of the clocks', () => {
    const instant = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2027, 0) });
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: 1, max: 500 * DAY_MS }),
        fc.constantFrom(...zones),
        (from, length, zone) => {
          const bare = (at: number) => startOfDay(dayOf(at, zone), zone) === at;
          fc.pre(!bare(from) && !bare(from + length));
          const tenths = cycleTenths(from, from + length, zone)!;
          expect(Number.isInteger(tenths) && tenths >= 0).toBe(true);
          expect(Math.abs(tenths / 10 - length / DAY_MS)).toBeLessThan(0.1 + 2.1 / 24);
        },
      ),
      { numRuns: 500 },
    );
  });
});
