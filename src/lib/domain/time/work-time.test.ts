import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from './calendar.ts';
import {
  addDuration,
  isWorking,
  lastWorkingBefore,
  nextWorking,
  pauses,
  workingBetween,
  type Shift,
  type WorkCalendar,
} from './work-time.ts';
import { instantAt } from './zone.ts';

const day: Shift[] = [
  [9 * 60, 12 * 60],
  [13 * 60, 18 * 60],
];
const calendarIn = (zone: string, days: [string, Shift[]][] = []): WorkCalendar => ({
  zone,
  week: [day, day, day, day, day, [], []],
  days: new Map(days),
});
const shanghai = calendarIn('Asia/Shanghai', [
  // National Day 2026 and its make-up Saturday.
  ...['01', '02', '03', '04', '05', '06', '07'].map((d): [string, Shift[]] => [`2026-10-${d}`, []]),
  ['2026-10-10', day],
]);
const at = (text: string, zone = 'Asia/Shanghai') => {
  const [date, time] = text.split(' ');
  const [h, m] = time!.split(':').map(Number);
  return instantAt(date!, (h! * 60 + m!) * 60_000, zone);
};
const workingDays = (amount: number) => ({ amount, unit: 'days', counting: 'working' }) as const;
const workingHours = (amount: number) => ({ amount, unit: 'hours', counting: 'working' }) as const;

describe('working time', () => {
  it('[O5] working days are days with a shift, at the same time of day', () => {
    expect(addDuration(shanghai, at('2026-09-15 15:00'), workingDays(5))).toBe(at('2026-09-22 15:00'));
    // From a Saturday it begins with Monday's shift.
    expect(addDuration(shanghai, at('2026-09-19 11:00'), workingDays(1))).toBe(at('2026-09-22 09:00'));
    expect(addDuration(shanghai, at('2026-09-15 22:00'), workingDays(1))).toBe(at('2026-09-17 09:00'));
  });

  it('[O5] holidays do not count, a make-up Saturday does', () => {
    expect(addDuration(shanghai, at('2026-09-30 10:00'), workingDays(3))).toBe(at('2026-10-10 10:00'));
    expect(addDuration(shanghai, at('2026-09-30 10:00'), workingDays(2))).toBe(at('2026-10-09 10:00'));
    expect(addDuration(shanghai, at('2026-10-09 10:00'), workingDays(1))).toBe(at('2026-10-10 10:00'));
  });

  it('[O5] working hours run inside shifts only', () => {
    expect(addDuration(shanghai, at('2026-09-15 11:00'), workingHours(2))).toBe(at('2026-09-15 14:00'));
    expect(addDuration(shanghai, at('2026-09-18 17:30'), workingHours(1))).toBe(at('2026-09-21 09:30'));
    expect(addDuration(shanghai, at('2026-09-15 22:00'), workingHours(0.25))).toBe(at('2026-09-16 09:15'));
  });

  it('[O5] half a working day is half of its working time', () => {
    expect(addDuration(shanghai, at('2026-09-15 09:00'), workingDays(0.5))).toBe(at('2026-09-15 14:00'));
    expect(addDuration(shanghai, at('2026-09-15 14:00'), workingDays(1.5))).toBe(at('2026-09-16 18:00'));
  });

  it('[O5] leave pauses, from its approval on, and is capped', () => {
    const leave = { from: at('2026-09-16 00:00'), until: at('2026-09-19 00:00'), approvedAt: at('2026-09-15 12:00') };
    const from = at('2026-09-15 15:00');
    expect(addDuration(shanghai, from, workingDays(1), pauses([leave], from, 30 * DAY_MS))).toBe(
      at('2026-09-21 15:00'),
    );
    const late = { ...leave, approvedAt: at('2026-09-17 12:00') };
    expect(pauses([late], from, 30 * DAY_MS)).toEqual([{ from: late.approvedAt, until: leave.until }]);
    expect(pauses([leave], from, DAY_MS)).toEqual([{ from: leave.from, until: leave.from + DAY_MS }]);
    const calendarDays = { amount: 2, unit: 'days', counting: 'calendar' } as const;
    expect(addDuration(shanghai, from, calendarDays, pauses([leave], from, 30 * DAY_MS))).toBe(from + 5 * DAY_MS);
  });

  it('[O5] overlapping leave counts once', () => {
    const a = { from: 10, until: 30, approvedAt: 0 };
    const b = { from: 20, until: 40, approvedAt: 0 };
    expect(pauses([b, a], 0, 1000)).toEqual([{ from: 10, until: 40 }]);
    expect(pauses([b, a], 0, 25)).toEqual([{ from: 10, until: 35 }]);
  });

  it('[O5] the clocks going forward or back move no working time', () => {
    const berlin = calendarIn('Europe/Berlin');
    const friday = at('2026-03-27 10:00', 'Europe/Berlin');
    expect(addDuration(berlin, friday, workingDays(1))).toBe(at('2026-03-30 10:00', 'Europe/Berlin'));
    expect(addDuration(berlin, friday, workingHours(8))).toBe(at('2026-03-30 10:00', 'Europe/Berlin'));
    const night = { ...berlin, week: Array.from({ length: 7 }, (): Shift[] => [[0, 1440]]) };
    const eve = at('2026-03-28 00:00', 'Europe/Berlin');
    expect(addDuration(night, eve, workingHours(47))).toBe(at('2026-03-30 00:00', 'Europe/Berlin'));
  });

  it('[O5] without working time a working duration never ends, and says so', () => {
    const never = { zone: 'UTC', week: [[], [], [], [], [], [], []], days: new Map() };
    expect(addDuration(never, 0, workingDays(1))).toBeNull();
    expect(addDuration(never, 0, workingHours(1))).toBeNull();
    expect(nextWorking(never, 0)).toBeNull();
  });

  it('[O6] a warning time inside duty hours, with some of them left', () => {
    expect(lastWorkingBefore(shanghai, at('2026-09-21 09:30'), HOUR_MS)).toBe(at('2026-09-18 17:30'));
    expect(lastWorkingBefore(shanghai, at('2026-09-16 03:00'), 2 * HOUR_MS)).toBe(at('2026-09-15 16:00'));
    const found = lastWorkingBefore(shanghai, at('2026-10-05 10:00'), 0)!;
    expect(isWorking(shanghai, found)).toBe(true);
    expect(found).toBe(at('2026-09-30 18:00') - 1);
  });

  it('[O5] what is added is found between again, in any zone, with any leave', () => {
    const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
    const instant = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 0, 1) });
    const leaves = fc.array(
      fc.record({ from: instant, length: fc.integer({ min: HOUR_MS, max: 9 * DAY_MS }), approvedAt: instant }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(zones, instant, fc.integer({ min: 1, max: 90 * 60 }), leaves, (zone, from, minutes, away) => {
        const calendar = calendarIn(zone);
        const paused = pauses(
          away.map(({ from: start, length, approvedAt }) => ({ from: start, until: start + length, approvedAt })),
          from,
          20 * DAY_MS,
        );
        const until = addDuration(calendar, from, workingHours(minutes / 60), paused)!;
        expect(Math.abs(workingBetween(calendar, from, until, paused) - minutes * 60_000)).toBeLessThanOrEqual(1);
        const later = addDuration(calendar, from + 1000, workingHours(minutes / 60), paused)!;
        expect(later).toBeGreaterThanOrEqual(until);
        const daysLater = addDuration(calendar, from, workingDays(3), paused)!;
        expect(daysLater).toBeGreaterThan(from);
        expect(addDuration(calendar, from, workingDays(4), paused)!).toBeGreaterThan(daysLater);
      }),
      { numRuns: 150 },
    );
  });
});
