import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianSurvival } from '#lib/domain/metrics/kaplan-meier.ts';
import { cycleBars, medianWithOpen } from './cycle-shape.ts';

const rows = fc.array(fc.record({ tenths: fc.integer({ min: 0, max: 60 }), won: fc.nat(4), gone: fc.nat(4) }), {
  maxLength: 40,
});

describe('the shape of cycles', () => {
  it('[M4] over counts the estimate equals the one over single leads', () => {
    fc.assert(
      fc.property(rows, (sums) => {
        const single = sums.flatMap(({ tenths, won, gone }) => [
          ...Array.from({ length: won }, () => ({ duration: tenths, event: true })),
          ...Array.from({ length: gone }, () => ({ duration: tenths, event: false })),
        ]);
        const median = medianSurvival(single);
        expect(medianWithOpen(sums)).toEqual({ medianDays: median === null ? null : median / 10, n: single.length });
      }),
    );
  });

  it('draws every cycle once, in at most sixteen bars, and names the slow rest', () => {
    const histogram = fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 50 })), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(histogram, (cycles) => {
        const bars = cycleBars(cycles)!;
        const drawn = bars.counts.reduce((sum, count) => sum + count, 0);
        const all = cycles.reduce((sum, [, count]) => sum + count, 0);
        expect(bars.counts.length).toBeLessThanOrEqual(17);
        expect(drawn + bars.longer).toBe(all);
        expect(bars.longer).toBeLessThanOrEqual(Math.ceil(all * 0.02));
      }),
    );
    expect(cycleBars([])).toBeNull();
    expect(
      cycleBars([
        [70, 3],
        [69, 1],
      ]),
    ).toEqual({ widthDays: 1, counts: [0, 0, 0, 0, 0, 0, 1, 3], longer: 0 });
  });
});
