import type { Amount, Measures, RateFigure } from '#lib/contract/metrics/figures.ts';
import type { Basis } from '#lib/contract/metrics/query.ts';
import { conversion, cycleFigures, isSmallSample, winRate, type Rate } from '#lib/domain/metrics/statistics.ts';
import type { CellSum, CycleSum } from './figure-tables.ts';

const named = (hits: number, rate: Rate): RateFigure => ({ hits, ...rate });

/** Of wins and arrivals of the same days: two sets of leads, so no interval can be given. */
function periodConversion(won: number, arrived: number): RateFigure {
  const rate = arrived > 0 ? won / arrived : null;
  return { hits: won, of: arrived, rate, low: null, high: null, small: isSmallSample(won, arrived) };
}

/**
 * Sums become figures.
 * @param arrived by period: how many leads arrived in it, since the cells of a period hold closes only
 */
export function measuresOf(
  basis: Basis,
  cells: readonly CellSum[],
  cycles: readonly CycleSum[],
  arrived: number,
): Measures {
  const won = total(cells, 'won');
  const lost = total(cells, 'lost');
  const leads = basis === 'cohort' ? total(cells, 'leads') : arrived;
  const histogram = (outcomes: readonly string[]) =>
    cycles
      .filter(({ outcome }) => outcomes.includes(outcome))
      .map(({ tenths, count }): [number, number] => [tenths, count]);
  return {
    leads,
    won,
    lost,
    open: basis === 'cohort' ? leads - won - lost : null,
    winRate: named(won, winRate({ won, lost })),
    conversion: basis === 'cohort' ? named(won, conversion({ won, leads })) : periodConversion(won, leads),
    wonAmounts: amountsOf(cells),
    cycle: {
      won: cycleFigures(histogram(['won'])),
      lost: cycleFigures(histogram(['lost'])),
      closed: cycleFigures(histogram(['won', 'lost'])),
    },
  };
}

export const total = <K extends string>(rows: readonly Record<K, number>[], key: K): number =>
  rows.reduce((sum, row) => sum + row[key], 0);

/** The largest first; a currency that came to nothing is left out. */
export function amountsOf(cells: readonly Pick<CellSum, 'currency' | 'wonMinor'>[]): Amount[] {
  const sums = new Map<string, number>();
  for (const { currency, wonMinor } of cells) sums.set(currency, (sums.get(currency) ?? 0) + wonMinor);
  return [...sums]
    .filter(([, minor]) => minor !== 0)
    .map(([currency, minor]) => ({ currency, minor }))
    .sort((a, b) => b.minor - a.minor || (a.currency < b.currency ? -1 : 1));
}
