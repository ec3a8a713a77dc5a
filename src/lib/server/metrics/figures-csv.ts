import Papa from 'papaparse';
import type { FigureGroup, Figures, Measures } from '#lib/contract/metrics/figures.ts';
import { groupLabel } from '#lib/format/figure-labels.ts';
import { toMajor } from '#lib/format/money.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/paraglide/runtime.js';

/**
 * One row a group and a last one for all. Rates are shares of 1, amounts whole units with one column a currency, days with
 * one decimal: numbers that a spreadsheet can go on with. Begins with the mark by which Excel knows UTF-8.
 */
export function figuresCsv(figures: Figures, locale: Locale): string {
  const currencies = figures.totals.wonAmounts.map(({ currency }) => currency);
  const { basis, groupBy } = figures.query;
  const head = [
    m.metrics_group_by({ group: groupBy }, { locale }),
    basis === 'cohort' ? m.metrics_leads_cohort({}, { locale }) : m.metrics_leads_period({}, { locale }),
    m.metrics_won({}, { locale }),
    m.metrics_lost({}, { locale }),
    ...(basis === 'cohort' ? [m.metrics_open({}, { locale })] : []),
    m.metrics_win_rate({}, { locale }),
    m.metrics_win_rate_low({}, { locale }),
    m.metrics_win_rate_high({}, { locale }),
    m.metrics_conversion({}, { locale }),
    ...currencies.map((currency) => m.metrics_won_amount_in({ currency }, { locale })),
    m.metrics_cycle_median_days({}, { locale }),
    m.metrics_cycle_mean_days({}, { locale }),
    m.metrics_cycle_p90_days({}, { locale }),
    m.metrics_cycle_n({}, { locale }),
  ];
  const row = (label: string, of: Measures) => [
    label,
    of.leads,
    of.won,
    of.lost,
    ...(basis === 'cohort' ? [of.open] : []),
    share(of.winRate.rate),
    share(of.winRate.low),
    share(of.winRate.high),
    share(of.conversion.rate),
    ...currencies.map((currency) => {
      const amount = of.wonAmounts.find((one) => one.currency === currency);
      return amount ? toMajor(amount.minor, currency) : 0;
    }),
    days(of.cycle.won.median),
    days(of.cycle.won.mean),
    days(of.cycle.won.p90),
    of.cycle.won.n,
  ];
  const named = (group: FigureGroup) => groupLabel(group, groupBy, locale);
  const rows = [
    ...figures.groups.map((group) => row(named(group), group)),
    row(m.metrics_all({}, { locale }), figures.totals),
  ];
  // A name that begins like a formula must not become one.
  return `\uFEFF${Papa.unparse([head, ...rows], { escapeFormulae: true })}\r\n`;
}

/** Empty where nothing was divided: a spreadsheet must not take it for zero. */
const share = (rate: number | null): number | '' => (rate === null ? '' : Math.round(rate * 1e6) / 1e6);
const days = (value: number | null): number | '' => (value === null ? '' : Math.round(value * 10) / 10);
