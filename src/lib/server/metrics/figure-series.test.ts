import { describe, expect, it } from 'vitest';
import { seriesOf } from './figure-series.ts';

const sum = (key: string, won: number, wonMinor = won * 100) => ({
  key,
  currency: 'CNY',
  leads: won + 1,
  won,
  lost: 0,
  wonMinor,
});
const today = '2026-09-15';

describe('a series', () => {
  it('has no gaps, stops today and leaves undated sums out', () => {
    const { unit, points } = seriesOf(
      [sum('2026-07-03', 1), sum('', 9), sum('2026-07-04', 2)],
      '2026-01-01',
      '2026-12-31',
      today,
    );
    expect(unit).toBe('month');
    expect(points.map(({ from }) => from)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((month) => `2026-0${month}-01`));
    expect(points[6]).toEqual({
      from: '2026-07-01',
      leads: 5,
      won: 3,
      lost: 0,
      wonAmounts: [{ currency: 'CNY', minor: 300 }],
    });
    expect(points[0]).toMatchObject({ won: 0, wonAmounts: [] });
  });

  it('takes days for a month, weeks from Monday for a quarter, and years for a long past', () => {
    expect(seriesOf([], '2026-09-01', '2026-09-30', today).points).toHaveLength(15);
    const weeks = seriesOf([sum('2026-07-05', 1), sum('2026-07-06', 1)], '2026-07-01', '2026-09-30', today);
    expect(weeks.unit).toBe('week');
    expect(weeks.points.slice(0, 2).map(({ from, won }) => [from, won])).toEqual([
      ['2026-06-29', 1],
      ['2026-07-06', 1],
    ]);
    const long = seriesOf([sum('1999-05-05', 1), sum('2026-01-01', 1)], null, null, today);
    expect([long.unit, long.points.length, long.points[0]?.from]).toEqual(['year', 28, '1999-01-01']);
  });

  it('of all time reaches from the first day to the last', () => {
    const { points } = seriesOf([sum('2017-03-01', 1), sum('2017-12-31', 1)], null, null, today);
    expect([points.length, points[0]?.from, points.at(-1)?.from]).toEqual([10, '2017-03-01', '2017-12-01']);
    expect(seriesOf([], null, null, today).points).toHaveLength(1);
    expect(seriesOf([], '2027-01-01', '2027-02-01', today).points).toEqual([]);
  });
});
