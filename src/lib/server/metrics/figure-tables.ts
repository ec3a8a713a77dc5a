import type { FiguresQuery, GroupBy } from '#lib/contract/metrics/query.ts';
import type { Value } from '../db/database.ts';
import type { FigureReads } from './figures-reader.ts';

/** Reads of the figure tables, summed by the engine. Keys stay as they are stored; names and quarters come later. */
export interface CellSum {
  key: string;
  currency: string;
  leads: number;
  won: number;
  lost: number;
  wonMinor: number;
}
export interface CycleSum {
  key: string;
  outcome: 'won' | 'lost';
  tenths: number;
  count: number;
}
export interface ReachSum {
  stageId: string;
  entered: number;
  advanced: number;
}

export type Selection = Pick<FiguresQuery, 'boardId' | 'basis' | 'from' | 'to' | 'teamIds' | 'ownerId'>;

interface Split {
  dim: 'owner' | 'channel' | 'product';
  /** SQL of the key. */
  key: string;
}

/** Every dim holds each lead once; the total is read from the one that usually has the fewest rows. */
const TOTAL: Split = { dim: 'channel', key: "''" };
export const BY_DAY: Split = { dim: 'channel', key: 'day' };

/** How a grouping is stored: regions are sums of teams, quarters sums of months. */
export const splits: Record<GroupBy, Split> = {
  none: TOTAL,
  owner: { dim: 'owner', key: 'value' },
  channel: { dim: 'channel', key: 'value' },
  product: { dim: 'product', key: 'value' },
  team: { dim: 'channel', key: 'team_id' },
  region: { dim: 'channel', key: 'team_id' },
  quarter: { dim: 'channel', key: 'substr(day, 1, 7)' },
  month: { dim: 'channel', key: 'substr(day, 1, 7)' },
};

function where(
  { boardId, basis, from, to, teamIds, ownerId }: Selection,
  dim: Split['dim'],
): { sql: string; params: Value[] } {
  // Every dim holds each lead once, so one person's leads are all in his own rows.
  const params: Value[] = [boardId, basis, ownerId === null ? dim : 'owner'];
  let sql = 'board_id = ? and basis = ? and dim = ?';
  if (ownerId !== null) {
    sql += ' and value = ?';
    params.push(ownerId);
  }
  if (from !== null || to !== null) {
    // '' is before every day and means: unknown.
    sql += from === null ? " and day > ''" : ' and day >= ?';
    if (from !== null) params.push(from);
    if (to !== null) {
      sql += ' and day <= ?';
      params.push(to);
    }
  }
  if (teamIds !== null) {
    sql += teamIds.length > 0 ? ` and team_id in (${teamIds.map(() => '?').join(', ')})` : ' and 1 = 0';
    params.push(...teamIds);
  }
  return { sql, params };
}

/** Sums are text on PostgreSQL. */
function numbers<Row extends object>(rows: Row[], keys: readonly (keyof Row)[]): Row[] {
  for (const row of rows) for (const key of keys) row[key] = Number(row[key]) as Row[typeof key];
  return rows;
}

export async function cellSums(read: FigureReads, selection: Selection, { dim, key }: Split): Promise<CellSum[]> {
  const { sql, params } = where(selection, dim);
  const rows = await read.all<CellSum>(
    `select ${key} as "key", currency, sum(leads) as "leads", sum(won) as "won", sum(lost) as "lost", sum(won_minor) as "wonMinor"
     from figure_cells where ${sql} group by 1, currency`,
    params,
  );
  return numbers(rows, ['leads', 'won', 'lost', 'wonMinor']);
}

export async function cycleSums(read: FigureReads, selection: Selection, { dim, key }: Split): Promise<CycleSum[]> {
  const { sql, params } = where(selection, dim);
  const rows = await read.all<CycleSum>(
    `select ${key} as "key", outcome, tenths, sum(count) as "count" from figure_cycles where ${sql} group by 1, outcome, tenths`,
    params,
  );
  return numbers(rows, ['tenths', 'count']);
}

export async function reachSums(read: FigureReads, selection: Selection): Promise<ReachSum[]> {
  const { sql, params } = where(selection, TOTAL.dim);
  const rows = await read.all<ReachSum>(
    `select stage_id as "stageId", sum(entered) as "entered", sum(advanced) as "advanced"
     from figure_reach where ${sql} group by stage_id`,
    params,
  );
  return numbers(rows, ['entered', 'advanced']);
}
