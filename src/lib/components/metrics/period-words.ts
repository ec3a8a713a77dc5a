import type { Period, PeriodName } from '#lib/domain/metrics/periods.ts';
import { m } from '#lib/paraglide/messages.js';

const names: Record<PeriodName, () => string> = {
  today: m.metrics_period_today,
  this_month: m.metrics_period_this_month,
  last_month: m.metrics_period_last_month,
  this_quarter: m.metrics_period_this_quarter,
  last_quarter: m.metrics_period_last_quarter,
  this_year: m.metrics_period_this_year,
  last_year: m.metrics_period_last_year,
  last_7_days: m.metrics_period_last_7_days,
  last_30_days: m.metrics_period_last_30_days,
  last_90_days: m.metrics_period_last_90_days,
  all: m.metrics_period_all,
};

export const periodName = (period: Period): string =>
  typeof period === 'string' ? names[period]() : m.metrics_period_custom();
