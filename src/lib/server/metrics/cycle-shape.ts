import type { CycleBars } from '#lib/contract/metrics/figures.ts';
import { quantile } from '#lib/domain/metrics/statistics.ts';
import { TENTHS } from '#lib/domain/metrics/cycle.ts';

const WIDTHS = [1, 2, 5, 7, 14, 30, 60, 90, 180, 365];
const MOST_BARS = 16;

/** Bars of a whole number of days that reach the slowest two percent; the rest is named, not drawn. */
export function cycleBars(tenths: readonly (readonly [tenths: number, count: number])[]): CycleBars | null {
  const reach = quantile(tenths, 0.98);
  if (reach === null) return null;
  const days = reach / TENTHS;
  const widthDays = WIDTHS.find((width) => Math.floor(days / width) < MOST_BARS) ?? Math.ceil(days / MOST_BARS);
  const counts = Array.from({ length: Math.floor(days / widthDays) + 1 }, () => 0);
  let longer = 0;
  for (const [value, count] of tenths) {
    const bar = Math.floor(value / TENTHS / widthDays);
    if (bar < counts.length) counts[bar]! += count;
    else longer += count;
  }
  return { widthDays, counts, longer };
}

/** Leads watched for so many tenths of a day; `won` ended in a win then, `gone` were lost or are still open. */
export interface WatchedSum {
  tenths: number;
  won: number;
  gone: number;
}

/**
 * `medianSurvival` of domain/metrics over counts instead of single cases: a hundred thousand leads are a few thousand
 * rows. Those that left at the same duration as a win were still at risk of it.
 */
export function medianWithOpen(rows: readonly WatchedSum[]): { medianDays: number | null; n: number } {
  const byDuration = new Map<number, { won: number; gone: number }>();
  let atRisk = 0;
  for (const { tenths, won, gone } of rows) {
    const sum = byDuration.get(tenths) ?? { won: 0, gone: 0 };
    sum.won += won;
    sum.gone += gone;
    byDuration.set(tenths, sum);
    atRisk += won + gone;
  }
  const n = atRisk;
  let share = 1;
  for (const [tenths, { won, gone }] of [...byDuration].sort(([a], [b]) => a - b)) {
    if (won > 0) share *= 1 - won / atRisk;
    if (won > 0 && share <= 0.5 + 1e-12) return { medianDays: tenths / TENTHS, n };
    atRisk -= won + gone;
  }
  return { medianDays: null, n };
}
