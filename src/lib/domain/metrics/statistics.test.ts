import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianSurvival, survival } from './kaplan-meier.ts';
import {
  conversion,
  cycleFigures,
  isSmallSample,
  mean,
  median,
  quantile,
  stageConversion,
  wilson,
  winRate,
} from './statistics.ts';

describe('rates', () => {
  it('[M1] win rate leaves open leads out, conversion does not', () => {
    expect(winRate({ won: 60, lost: 40 })).toMatchObject({ rate: 0.6, of: 100 });
    expect(conversion({ won: 60, leads: 300 })).toMatchObject({ rate: 0.2, of: 300 });
    expect(stageConversion({ entered: 50, advanced: 20 })).toMatchObject({ rate: 0.4, of: 50 });
  });

  it('[M1] nothing to divide by is no rate and not zero', () => {
    expect(winRate({ won: 0, lost: 0 })).toEqual({ rate: null, of: 0, low: null, high: null, small: true });
  });

  it('[M4] Wilson’s interval as published: 1/29 and 0/20 (Newcombe 1998, method 3), 81/263, 15/148', () => {
    const interval = (k: number, n: number) => {
      const { low, high } = wilson(k, n)!;
      return [Number(low.toFixed(4)), Number(high.toFixed(4))];
    };
    expect(interval(81, 263)).toEqual([0.2553, 0.3662]);
    expect(interval(15, 148)).toEqual([0.0624, 0.1605]);
    expect(interval(0, 20)).toEqual([0, 0.1611]);
    expect(interval(1, 29)).toEqual([0.0061, 0.1718]);
  });

  it('[M4] the interval holds the rate, stays within 0 and 1, mirrors and narrows with n', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const k = Math.round(n * share);
        const { low, high } = wilson(k, n)!;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(k / n);
        expect(high).toBeGreaterThanOrEqual(k / n);
        const mirrored = wilson(n - k, n)!;
        expect(mirrored.low).toBeCloseTo(1 - high, 12);
        const more = wilson(k * 4, n * 4)!;
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });

  it('[M4] small samples are marked', () => {
    expect(isSmallSample(10, 29)).toBe(true);
    expect(isSmallSample(4, 3000)).toBe(true);
    expect(isSmallSample(5, 30)).toBe(false);
  });
});

describe('histograms', () => {
  it('[M4] quantiles are those of the values written out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 60 }),
        fc.constantFrom(0, 0.1, 0.5, 0.9, 1),
        (list, q) => {
          const values = [...list].sort((a, b) => a - b);
          const place = (values.length - 1) * q;
          const [low, high] = [values[Math.floor(place)]!, values[Math.ceil(place)]!];
          const histogram = list.map((value) => [value, 1] as const);
          expect(quantile(histogram, q)).toBeCloseTo(low + (high - low) * (place - Math.floor(place)), 9);
          expect(mean(histogram)).toBeCloseTo(list.reduce((sum, v) => sum + v, 0) / list.length, 9);
        },
      ),
    );
  });

  it('[M4] the median of an even count is the mean of the middle two', () => {
    expect(median([[10, 1], [20, 1]])).toBe(15); // prettier-ignore
    expect(median([[30, 1], [10, 2], [20, 1]])).toBe(15); // prettier-ignore
    expect(median([[10, 3]])).toBe(10); // prettier-ignore
  });

  it('[M4] counts may come in pieces, and an undone one leaves nothing', () => {
    expect(median([[10, 1], [50, 2], [50, -2]])).toBe(10); // prettier-ignore
    expect(median([])).toBeNull();
    expect(mean([[5, 1], [5, -1]])).toBeNull(); // prettier-ignore
  });

  it('[M4] a cycle is told in days with its sample', () => {
    expect(cycleFigures([[400, 1], [570, 1]])).toEqual({ n: 2, mean: 48.5, median: 48.5, p90: 55.3, small: true }); // prettier-ignore
    expect(cycleFigures([])).toMatchObject({ n: 0, mean: null, median: null, p90: null });
  });
});

describe('cycle with leads still open', () => {
  /** Remission of 21 leukaemia patients on 6-MP: Freireich et al. 1963, the standard example; + means censored. */
  const freireich = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+'
    .split(' ')
    .map((text) => ({ duration: parseInt(text, 10), event: !text.endsWith('+') }));

  it('[M4] agrees with the published Kaplan-Meier table', () => {
    expect(survival(freireich).map(({ duration, atRisk, survival: s }) => [duration, atRisk, s.toFixed(3)])).toEqual([
      [6, 21, '0.857'],
      [7, 17, '0.807'],
      [10, 15, '0.753'],
      [13, 12, '0.690'],
      [16, 11, '0.627'],
      [22, 7, '0.538'],
      [23, 6, '0.448'],
    ]);
    expect(medianSurvival(freireich)).toBe(23);
  });

  it('[M4] without open leads it is the plain share, and unknown when most never win', () => {
    const all = [1, 2, 3, 4].map((duration) => ({ duration, event: true }));
    expect(medianSurvival(all)).toBe(2);
    expect(medianSurvival(all.map((c, i) => ({ ...c, event: i === 0 })))).toBeNull();
    expect(medianSurvival([])).toBeNull();
  });
});
