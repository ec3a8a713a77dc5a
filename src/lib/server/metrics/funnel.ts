import type { Amount, FunnelStage, StageNow } from '#lib/contract/metrics/figures.ts';
import { stageConversion } from '#lib/domain/metrics/statistics.ts';
import type { BoardConfig } from '../board/board-config.ts';
import { reachSums, type ReachSum, type Selection } from './figure-tables.ts';
import type { FigureReads } from './figures-reader.ts';

/** From the stage history, in the order of the funnel (M3). Archived stages stand in it while leads of these days were there. */
export async function funnelOf(read: FigureReads, board: BoardConfig, selection: Selection): Promise<FunnelStage[]> {
  const sums = new Map((await reachSums(read, selection)).map((row) => [row.stageId, row]));
  return board.stages
    .filter(({ id, archivedAt }) => archivedAt === null || (sums.get(id)?.entered ?? 0) > 0)
    .map(({ id, name, kind }) => {
      const sum: ReachSum = sums.get(id) ?? { stageId: id, entered: 0, advanced: 0 };
      const onward = kind === 'open' ? { hits: sum.advanced, ...stageConversion(sum) } : null;
      return { stageId: id, name, kind, entered: sum.entered, onward };
    });
}

interface NowRow {
  stageId: string;
  currency: string;
  count: number;
  minor: number;
}

/** Open leads of this moment by stage, whenever they arrived. */
export async function funnelNow(
  read: FigureReads,
  board: BoardConfig,
  { teamIds, ownerId }: Pick<Selection, 'teamIds' | 'ownerId'>,
): Promise<StageNow[]> {
  // '' is no team: whoever has none sees nothing, and not the leads of nobody.
  const inTeams =
    teamIds === null
      ? ''
      : teamIds.length > 0
        ? ` and team_id in (${teamIds.map(() => '?').join(', ')})`
        : ' and 1 = 0';
  const owned = ownerId === null ? '' : ' and owner_id = ?';
  const rows = await read.all<NowRow>(
    `select stage_id as "stageId", currency, sum(leads) as "count", sum(minor) as "minor"
     from figure_now where board_id = ?${inTeams}${owned} group by stage_id, currency`,
    [board.id, ...(teamIds ?? []), ...(ownerId === null ? [] : [ownerId])],
  );
  return board.stages
    .filter(({ kind, archivedAt }) => kind === 'open' && archivedAt === null)
    .map(({ id, name }) => {
      const own = rows.filter(({ stageId }) => stageId === id);
      const amounts: Amount[] = own
        .map(({ currency, minor }) => ({ currency, minor: Number(minor) }))
        .filter(({ minor }) => minor > 0)
        .sort((a, b) => b.minor - a.minor || (a.currency < b.currency ? -1 : 1));
      return { stageId: id, name, count: own.reduce((sum, row) => sum + Number(row.count), 0), amounts };
    });
}
