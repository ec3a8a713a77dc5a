/** A rate with its denominator and 95 % interval; `rate` null when there is nothing to divide by (M1). */
export interface Rate {
  /** 0 to 1. */
  rate: number | null;
  of: number;
  low: number | null;
  high: number | null;
  /** Too few to conclude from: marked wherever it is shown (M4). */
  small: boolean;
}

/** Below this many cases, or this many wins, a rate is marked as small. */
export const SMALL_SAMPLE = 30;
export const FEW_WINS = 5;
const Z_95 = 1.959963984540054;

export const isSmallSample = (successes: number, n: number): boolean => n < SMALL_SAMPLE || successes < FEW_WINS;

/** Wilson's score interval (1927); 0 to 1. Stays within 0 and 1 and is honest for small n, unlike rate ± error. */
export function wilson(successes: number, n: number, z = Z_95): { low: number; high: number } | null {
  if (n <= 0) return null;
  const p = successes / n;
  const z2 = z * z;
  const middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  // The ends are exact where every case agrees; floating point would leave 1e-17.
  return {
    low: successes === 0 ? 0 : Math.max(0, middle - half),
    high: successes === n ? 1 : Math.min(1, middle + half),
  };
}

export function rateOf(successes: number, n: number): Rate {
  const interval = wilson(successes, n);
  return {
    rate: n > 0 ? successes / n : null,
    of: n,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    small: isSmallSample(successes, n),
  };
}

/** Won / (won + lost) (M1). */
export const winRate = ({ won, lost }: { won: number; lost: number }): Rate => rateOf(won, won + lost);
/** Won / all leads of the cohort (M1). */
export const conversion = ({ won, leads }: { won: number; leads: number }): Rate => rateOf(won, leads);
/** Of those who entered a stage, those that went on (M3). */
export const stageConversion = ({ entered, advanced }: { entered: number; advanced: number }): Rate =>
  rateOf(advanced, entered);

/** How often each value occurs; counts of equal values are added, so rows of several days can be given as they are. */
export type Histogram = Iterable<readonly [value: number, count: number]>;

function sorted(histogram: Histogram): { values: [number, number][]; n: number } {
  const counts = new Map<number, number>();
  let n = 0;
  for (const [value, count] of histogram) {
    counts.set(value, (counts.get(value) ?? 0) + count);
    n += count;
  }
  const values = [...counts].filter(([, count]) => count > 0).sort((a, b) => a[0] - b[0]);
  return { values, n };
}

/**
 * The quantile of all values, interpolated between neighbours (type 7 of Hyndman and Fan 1996, the usual one of
 * spreadsheets and numpy): of an even number of values the median is the mean of the middle two. Null without values.
 */
export function quantile(histogram: Histogram, q: number): number | null {
  const { values, n } = sorted(histogram);
  if (n <= 0) return null;
  const place = (n - 1) * Math.min(1, Math.max(0, q));
  const below = Math.floor(place);
  let seen = 0;
  let low: number | null = null;
  for (const [value, count] of values) {
    seen += count;
    if (low === null && seen > below) low = value;
    if (low !== null && seen > Math.min(below + 1, n - 1)) return low + (value - low) * (place - below);
  }
  return low;
}

export const median = (histogram: Histogram): number | null => quantile(histogram, 0.5);

export function mean(histogram: Histogram): number | null {
  const { values, n } = sorted(histogram);
  return n > 0 ? values.reduce((sum, [value, count]) => sum + value * count, 0) / n : null;
}

/** A sales cycle in days, from a histogram in tenths of a day (M4). */
export interface CycleFigures {
  n: number;
  mean: number | null;
  median: number | null;
  p90: number | null;
  small: boolean;
}

export function cycleFigures(tenths: Histogram): CycleFigures {
  const rows = [...tenths];
  const n = rows.reduce((sum, [, count]) => sum + count, 0);
  const days = (value: number | null) => (value === null ? null : value / 10);
  return {
    n,
    mean: days(mean(rows)),
    median: days(median(rows)),
    p90: days(quantile(rows, 0.9)),
    small: n < SMALL_SAMPLE,
  };
}
