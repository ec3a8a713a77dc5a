import type { FigureGroup, Figures, Measures } from '#lib/contract/metrics/figures.ts';
import type { FiguresQuery } from '#lib/contract/metrics/query.ts';
import { TENTHS } from '#lib/domain/metrics/cycle.ts';
import { previousPeriod } from '#lib/domain/metrics/periods.ts';
import { daysBetween } from '#lib/domain/time/calendar.ts';
import { dayOf } from '#lib/domain/time/zone.ts';
import type { BoardConfig } from '../board/board-config.ts';
import { cycleBars, medianWithOpen, type WatchedSum } from './cycle-shape.ts';
import { seriesOf } from './figure-series.ts';
import { BY_DAY, cellSums, cycleSums, splits, type CellSum, type CycleSum, type Selection } from './figure-tables.ts';
import type { FigureReads } from './figures-reader.ts';
import { funnelNow, funnelOf } from './funnel.ts';
import { groupNames, type GroupNames } from './group-names.ts';
import { measuresOf, total } from './measures.ts';

/**
 * Everything the figures page shows of one query, from the figure tables alone (and one look at the open leads): its cost
 * grows with days and groups rather than with leads. Ask through `figuresFor`, which knows who may ask what.
 */
export async function computeFigures(
  read: FigureReads,
  now: number,
  board: BoardConfig,
  query: FiguresQuery,
): Promise<Figures> {
  const { basis, from, to, groupBy } = query;
  const today = dayOf(now, board.zone);
  const split = splits[groupBy];
  const arrivals: Selection = { ...query, basis: 'cohort' };

  const cells = await cellSums(read, query, split);
  const cycles = await cycleSums(read, query, split);
  const arrived = basis === 'period' ? await cellSums(read, arrivals, split) : [];
  const byDay = await cellSums(read, query, BY_DAY);
  const arrivedByDay = basis === 'period' ? await cellSums(read, arrivals, BY_DAY) : [];
  const names = await groupNames(read, groupBy);
  const wonTenths = cycles
    .filter(({ outcome }) => outcome === 'won')
    .map(({ tenths, count }): [number, number] => [tenths, count]);

  return {
    query,
    zone: board.zone,
    dataAt: now,
    totals: measuresOf(basis, cells, cycles, total(arrived, 'leads')),
    undated: undatedOf([...byDay, ...arrivedByDay]),
    before: await figuresBefore(read, now, board, query),
    groups: groupBy === 'none' ? [] : groupsOf(query, names, cells, cycles, arrived),
    funnel: board.recounting ? [] : await funnelOf(read, board, query),
    recounting: board.recounting,
    now: await funnelNow(read, board, query),
    cycleBars: cycleBars(wonTenths),
    cycleWithOpen: basis === 'cohort' ? medianWithOpen([...closedOf(cycles), ...openOf(byDay, today)]) : null,
    series: seriesOf(withArrivals(byDay, arrivedByDay), from, to, today),
  };
}

/** A period's cells hold closes; the arrivals of the same days stand beside them. */
const withArrivals = (byDay: readonly CellSum[], arrived: readonly CellSum[]): CellSum[] => [
  ...byDay,
  ...arrived.map((row) => ({ ...row, won: 0, lost: 0, wonMinor: 0 })),
];

function undatedOf(byDay: readonly CellSum[]): Figures['undated'] {
  const rows = byDay.filter(({ key }) => key === '');
  const undated = { leads: total(rows, 'leads'), won: total(rows, 'won'), lost: total(rows, 'lost') };
  return undated.leads || undated.won || undated.lost ? undated : null;
}

async function figuresBefore(
  read: FigureReads,
  now: number,
  board: BoardConfig,
  query: FiguresQuery,
): Promise<Figures['before']> {
  const { basis, from, to } = query;
  if (from === null || to === null) return null;
  const before = previousPeriod({ from, until: to }, now, board.zone);
  if (before === null) return null;
  const selection = { ...query, from: before.from, to: before.until };
  return { from: before.from, to: before.until, totals: await totalsOf(read, selection, basis) };
}

async function totalsOf(read: FigureReads, selection: Selection, basis: FiguresQuery['basis']): Promise<Measures> {
  const cells = await cellSums(read, selection, splits.none);
  const cycles = await cycleSums(read, selection, splits.none);
  const arrived = basis === 'period' ? await cellSums(read, { ...selection, basis: 'cohort' }, splits.none) : [];
  return measuresOf(basis, cells, cycles, total(arrived, 'leads'));
}

interface Parts {
  cells: CellSum[];
  cycles: CycleSum[];
  arrived: CellSum[];
}

function groupsOf(
  { basis, groupBy }: FiguresQuery,
  names: GroupNames,
  cells: readonly CellSum[],
  cycles: readonly CycleSum[],
  arrived: readonly CellSum[],
): FigureGroup[] {
  const parts = new Map<string, Parts>();
  const partOf = (key: string): Parts => {
    const group = names.groupOf(key);
    let part = parts.get(group);
    if (!part) parts.set(group, (part = { cells: [], cycles: [], arrived: [] }));
    return part;
  };
  for (const row of cells) if (row.leads || row.won || row.lost || row.wonMinor) partOf(row.key).cells.push(row);
  for (const row of cycles) if (row.count) partOf(row.key).cycles.push(row);
  for (const row of arrived) if (row.leads) partOf(row.key).arrived.push(row);
  const groups = [...parts].map(([key, part]) => ({
    key,
    name: names.nameOf(key),
    ...measuresOf(basis, part.cells, part.cycles, total(part.arrived, 'leads')),
  }));
  return groups.sort(groupBy === 'quarter' || groupBy === 'month' ? inTime : byWins);
}

/** Oldest first, unknown last. */
const inTime = (a: FigureGroup, b: FigureGroup): number =>
  Number(a.key === '') - Number(b.key === '') || (a.key < b.key ? -1 : 1);
const byWins = (a: FigureGroup, b: FigureGroup): number =>
  b.won - a.won || b.leads - a.leads || (a.key < b.key ? -1 : 1);

const closedOf = (cycles: readonly CycleSum[]): WatchedSum[] =>
  cycles.map(({ outcome, tenths, count }) => ({
    tenths,
    won: outcome === 'won' ? count : 0,
    gone: outcome === 'lost' ? count : 0,
  }));

/** Leads still open, by their age in whole days. */
const openOf = (byDay: readonly CellSum[], today: string): WatchedSum[] =>
  byDay
    .filter(({ key }) => key !== '' && key <= today)
    .map(({ key, leads, won, lost }) => ({
      tenths: daysBetween(key, today) * TENTHS,
      won: 0,
      gone: Math.max(0, leads - won - lost),
    }));
