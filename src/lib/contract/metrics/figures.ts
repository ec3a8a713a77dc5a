import type { CycleFigures, Rate } from '#lib/domain/metrics/statistics.ts';
import type { FiguresQuery } from './query.ts';

/** A rate that says what was divided by what (M1): `hits` / `of`. */
export interface RateFigure extends Rate {
  hits: number;
}

export interface Amount {
  currency: string;
  minor: number;
}

/** What is counted of any set of leads. Amounts of several currencies stand side by side and are never added up. */
export interface Measures {
  /** Cohort: the leads of the cohort. Period: the leads that arrived within it. */
  leads: number;
  won: number;
  lost: number;
  /** Leads of the cohort still open; null by period, where only closes are counted. */
  open: number | null;
  /** Won / (won + lost). */
  winRate: RateFigure;
  /**
   * Cohort: won / leads of the cohort. Period: wins of the period / arrivals of the period, two different sets of leads,
   * hence without an interval; it may exceed 1.
   */
  conversion: RateFigure;
  wonAmounts: Amount[];
  /** Days from arrival to close (M16). Leads without a date of arrival are in none. */
  cycle: { won: CycleFigures; lost: CycleFigures; closed: CycleFigures };
}

export interface FigureGroup extends Measures {
  /** Id, region, `2026-Q3` or `2026-09`; '' where the leads have none. */
  key: string;
  /** Today's name; null where `key` needs none or stands for "none". */
  name: string | null;
}

export interface FunnelStage {
  stageId: string;
  name: string;
  kind: 'open' | 'won' | 'lost';
  /** Leads that were ever in this stage or beyond, each once (M3). */
  entered: number;
  /** Of those, leads that went on / entered. Null for the stages that end a lead. */
  onward: RateFigure | null;
}

export interface StageNow {
  stageId: string;
  name: string;
  count: number;
  amounts: Amount[];
}

/** The cycles of won leads as a histogram: bar i holds those of [i, i + 1) widths. */
export interface CycleBars {
  widthDays: number;
  counts: number[];
  /** Cycles longer than the bars reach. */
  longer: number;
}

/** By day of arrival or of the close, as the basis says. `from` is the first day of a unit. */
export interface SeriesPoint {
  from: string;
  leads: number;
  won: number;
  lost: number;
  wonAmounts: Amount[];
}
export interface Series {
  unit: 'day' | 'week' | 'month' | 'year';
  points: SeriesPoint[];
}

export interface Figures {
  query: FiguresQuery;
  zone: string;
  /** Up to when changes are in, epoch ms. */
  dataAt: number;
  totals: Measures;
  /** Leads without a day (an import did not know it): part of the totals of all time, of no other. Null when none. */
  undated: { leads: number; won: number; lost: number } | null;
  /** The period before this one, as far as this one has run. Null for all time. */
  before: { from: string; to: string; totals: Measures } | null;
  groups: FigureGroup[];
  funnel: FunnelStage[];
  /** The order of the stages has changed, and `funnel` is empty until every lead is counted under the new one. */
  recounting: boolean;
  /** The open leads of this moment, whenever they arrived. */
  now: StageNow[];
  cycleBars: CycleBars | null;
  /** Kaplan and Meier's median, which counts leads still open (M4); cohort only. */
  cycleWithOpen: { medianDays: number | null; n: number } | null;
  series: Series;
}

/** For the heads of a board's columns: the last 90 days, in the viewer's own sight. */
export interface StageRates {
  from: string;
  to: string;
  zone: string;
  stages: Record<string, { entered: number; advanced: number; rate: number | null; small: boolean }>;
}
