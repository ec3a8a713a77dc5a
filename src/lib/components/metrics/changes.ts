/** Comparisons with the period before, in words: better or worse is never said by colour alone. */
import type { Amount, Measures } from '#lib/contract/metrics/figures.ts';
import { m } from '#lib/paraglide/messages.js';
import { daysText, percent } from '#lib/format/figure-labels.ts';

export interface Change {
  direction: 'up' | 'down' | 'same';
  tone: 'better' | 'worse' | 'even';
  words: string;
  was: string | null;
}

function changeOf(
  difference: number,
  upIsBetter: boolean,
  words: { up: string; down: string },
  was: string | null,
): Change {
  if (difference === 0) return { direction: 'same', tone: 'even', words: m.metrics_same(), was };
  const up = difference > 0;
  return {
    direction: up ? 'up' : 'down',
    tone: up === upIsBetter ? 'better' : 'worse',
    words: up ? words.up : words.down,
    was,
  };
}

/** Relative, since counts of two periods differ in size. Null when there was nothing before. */
function shareChange(now: number, before: number, was: string): Change | null {
  if (before <= 0) return null;
  const percents = ((now - before) / before) * 100;
  const tenths = Math.abs(percents) < 100 ? Math.round(percents * 10) / 10 : Math.round(percents);
  const value = `${Math.abs(tenths)}%`;
  return changeOf(tenths, true, { up: m.metrics_more({ value }), down: m.metrics_fewer({ value }) }, was);
}

export const leadsChange = (now: Measures, before: Measures, count: (n: number) => string): Change | null =>
  shareChange(now.leads, before.leads, m.metrics_before_value({ value: count(before.leads) }));

/** Only between closed leads of two periods: a young cohort would always look worse. Small samples are not compared. */
export function winRateChange({ winRate: now }: Measures, { winRate: before }: Measures): Change | null {
  if (now.rate === null || before.rate === null || now.small || before.small) return null;
  const points = Math.round((now.rate - before.rate) * 1000) / 10;
  const value = String(Math.abs(points));
  const words = { up: m.metrics_higher({ value }), down: m.metrics_lower({ value }) };
  return changeOf(points, true, words, m.metrics_before_value({ value: percent(before.rate) }));
}

/** Null when either side has several currencies, or another one. */
export function amountChange(now: Measures, before: Measures, money: (amount: Amount) => string): Change | null {
  const [is, was] = [now.wonAmounts, before.wonAmounts];
  if (is.length !== 1 || was.length !== 1 || is[0]!.currency !== was[0]!.currency) return null;
  return shareChange(is[0]!.minor, was[0]!.minor, m.metrics_before_value({ value: money(was[0]!) }));
}

export function cycleChange({ cycle: { won: now } }: Measures, { cycle: { won: before } }: Measures): Change | null {
  if (now.median === null || before.median === null || now.small || before.small) return null;
  const days = Math.round((now.median - before.median) * 10) / 10;
  const value = daysText(Math.abs(days));
  const words = { up: m.metrics_slower({ value }), down: m.metrics_faster({ value }) };
  return changeOf(days, false, words, null);
}
