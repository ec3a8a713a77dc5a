import type { WallLeader, WallMove, WallStage, WallState, WallWin } from '#lib/contract/screen/wall.ts';
import { maskName } from '#lib/domain/access/audience.ts';
import { addDays, daysBetween } from '#lib/domain/time/calendar.ts';
import { dayOf, startOfDay, today } from '#lib/domain/time/zone.ts';
import { readBoardConfig, type BoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';
import type { Queries, Value } from '../db/database.ts';
import type { Screen } from './find-screen.ts';

const RATE_DAYS = 90;
const LEADERS = 8;
const FEED = 8;
/** A wall that was off for a moment still celebrates what it missed, but not yesterday's wins. */
const WINS_MS = 180_000;

/** SQL and parameters that keep a wall to its teams, over a column. */
function teamFilter(column: string, teamIds: readonly string[] | null): [string, Value[]] {
  if (teamIds === null) return ['', []];
  if (teamIds.length === 0) return [' and 1 = 0', []];
  return [` and ${column} in (${teamIds.map(() => '?').join(', ')})`, [...teamIds]];
}

/** What one screen shows now. Doors ask shared-wall-state.ts. Reads aggregates and indexed ranges only. */
export async function wallState(context: Context, screen: Screen): Promise<WallState> {
  const { read } = context.db;
  const now = context.now();
  const board = await readBoardConfig(context, screen.boardId);
  const day = dayOf(now, board.zone);
  const { teamIds } = screen;
  const [funnel, todaySum, month, leaders, pool, feed, wins] = await Promise.all([
    funnelNow(read, board, teamIds, day),
    wonToday(read, board, teamIds, now),
    wonIn(read, board, teamIds, `${day.slice(0, 7)}-01`, day),
    leadersOf(read, board, teamIds, `${day.slice(0, 7)}-01`, day),
    poolToday(read, board, now),
    feedOf(read, board, teamIds, today(now, board.zone).from),
    recentWins(read, board, screen, now),
  ]);
  return {
    boardName: board.name,
    currency: board.currency,
    zone: board.zone,
    dataAt: now,
    version: process.env['TIDEBOARD_BUILD'] ?? '',
    funnel,
    today: todaySum,
    month,
    leaders,
    pool,
    feed,
    wins,
  };
}

async function funnelNow(
  read: Queries,
  board: BoardConfig,
  teamIds: string[] | null,
  day: string,
): Promise<WallStage[]> {
  const [teams, params] = teamFilter('team_id', teamIds);
  const counts = await read.all<{ stageId: string; count: number; amountMinor: number | null }>(
    `select stage_id as "stageId", count(*) as "count", sum(case when currency = ? then expected_minor else 0 end) as "amountMinor"
     from leads where board_id = ? and state = 'open' and owner_id is not null${teams} group by stage_id`,
    [board.currency, board.id, ...params],
  );
  const reach = board.recounting
    ? []
    : await read.all<{ stageId: string; entered: number; advanced: number }>(
        `select stage_id as "stageId", sum(entered) as "entered", sum(advanced) as "advanced" from figure_reach
         where board_id = ? and basis = 'period' and dim = 'owner' and day >= ? and day <= ?${teams} group by stage_id`,
        [board.id, addDays(day, -RATE_DAYS + 1), day, ...params],
      );
  return board.stages
    .filter(({ kind, archivedAt }) => kind === 'open' && archivedAt === null)
    .map(({ id, name }) => {
      const count = counts.find(({ stageId }) => stageId === id);
      const rate = reach.find(({ stageId }) => stageId === id);
      return {
        id,
        name,
        count: Number(count?.count ?? 0),
        amountMinor: Number(count?.amountMinor ?? 0),
        entered: Number(rate?.entered ?? 0),
        advanced: Number(rate?.advanced ?? 0),
      };
    });
}

async function wonIn(read: Queries, board: BoardConfig, teamIds: string[] | null, from: string, to: string) {
  const [teams, params] = teamFilter('team_id', teamIds);
  const row = await read.get<{ won: number | null; wonMinor: number | null }>(
    `select sum(won) as "won", sum(case when currency = ? then won_minor else 0 end) as "wonMinor" from figure_cells
     where board_id = ? and basis = 'period' and dim = 'owner' and day >= ? and day <= ?${teams}`,
    [board.currency, board.id, from, to, ...params],
  );
  return { won: Number(row?.won ?? 0), wonMinor: Number(row?.wonMinor ?? 0) };
}

async function wonToday(read: Queries, board: BoardConfig, teamIds: string[] | null, now: number) {
  const day = dayOf(now, board.zone);
  const { won, wonMinor } = await wonIn(read, board, teamIds, day, day);
  const yesterday = addDays(day, -1);
  const start = startOfDay(yesterday, board.zone);
  const [teams, params] = teamFilter('credit_team_id', teamIds);
  const row = await read.get<{ count: number }>(
    `select count(*) as "count" from leads where board_id = ? and state = 'won' and closed_at >= ? and closed_at < ?${teams}`,
    [board.id, start, start + (now - startOfDay(day, board.zone)), ...params],
  );
  return { won, wonMinor, yesterdayByNow: Number(row?.count ?? 0) };
}

async function leadersOf(
  read: Queries,
  board: BoardConfig,
  teamIds: string[] | null,
  from: string,
  to: string,
): Promise<WallLeader[]> {
  const [teams, params] = teamFilter('c.team_id', teamIds);
  const rows = await read.all<WallLeader>(
    `select c.value as "personId", p.name, sum(c.won) as "won", sum(case when c.currency = ? then c.won_minor else 0 end) as "wonMinor"
     from figure_cells c join people p on p.id = c.value
     where c.board_id = ? and c.basis = 'period' and c.dim = 'owner' and c.day >= ? and c.day <= ?${teams}
     group by c.value, p.name having sum(c.won) > 0 order by 4 desc, 3 desc, p.name limit ${LEADERS}`,
    [board.currency, board.id, from, to, ...params],
  );
  return rows.map((row) => ({ ...row, won: Number(row.won), wonMinor: Number(row.wonMinor) }));
}

async function poolToday(read: Queries, board: BoardConfig, now: number): Promise<WallState['pool']> {
  const waiting = await read.get<{ count: number }>(
    `select count(*) as "count" from leads where board_id = ? and state = 'open' and pool_id is not null`,
    [board.id],
  );
  const facts = await read.all<{ kind: string; count: number }>(
    `select kind, count(*) as "count" from lead_history
     where board_id = ? and occurred_at >= ? and kind in ('claimed', 'recycled') and voided_by is null group by kind`,
    [board.id, today(now, board.zone).from],
  );
  const of = (kind: string) => Number(facts.find((fact) => fact.kind === kind)?.count ?? 0);
  return { waiting: Number(waiting?.count ?? 0), claimed: of('claimed'), recycled: of('recycled') };
}

async function feedOf(read: Queries, board: BoardConfig, teamIds: string[] | null, since: number): Promise<WallMove[]> {
  const [teams, params] = teamFilter('coalesce(l.credit_team_id, l.team_id)', teamIds);
  const rows = await read.all<
    Omit<WallMove, 'what' | 'stage'> & { data: string; wonMinor: number | null; expectedMinor: number | null }
  >(
    `select h.id, h.occurred_at as "at", p.name as "who", h.data, l.won_minor as "wonMinor", l.expected_minor as "expectedMinor", l.currency
     from lead_history h join leads l on l.id = h.lead_id left join people p on p.id = h.actor_id
     where h.board_id = ? and h.occurred_at >= ? and h.kind = 'moved' and h.voided_by is null${teams}
     order by h.occurred_at desc, h.id desc limit ${FEED * 3}`,
    [board.id, since, ...params],
  );
  return rows
    .flatMap(({ data, wonMinor, expectedMinor, ...row }): WallMove[] => {
      const { to } = JSON.parse(data) as { to: string };
      const stage = board.stages.find(({ id }) => id === to);
      // A loss is nobody's business on a wall.
      if (!stage || stage.kind === 'lost') return [];
      const won = stage.kind === 'won';
      return [{ ...row, what: won ? 'won' : 'moved', stage: stage.name, amountMinor: won ? wonMinor : expectedMinor }];
    })
    .slice(0, FEED);
}

async function recentWins(read: Queries, board: BoardConfig, screen: Screen, now: number): Promise<WallWin[]> {
  const [teams, params] = teamFilter('l.credit_team_id', screen.teamIds);
  const rows = await read.all<
    Omit<WallWin, 'days' | 'customer'> & { customer: string; arrivedAt: number | null; version: number }
  >(
    `select l.id, l.version, l.closed_at as "at", p.id as "personId", p.name as "who", coalesce(l.won_minor, 0) as "amountMinor",
       l.currency, r.name as "product", c.name as "customer", l.arrived_at as "arrivedAt"
     from leads l left join people p on p.id = l.credit_id left join products r on r.id = l.product_id
       join customer_personal c on c.customer_id = l.customer_id
     where l.board_id = ? and l.state = 'won' and l.closed_at >= ? and l.import_id is null${teams} order by l.closed_at, l.id`,
    [board.id, now - WINS_MS, ...params],
  );
  return rows.map(({ customer, arrivedAt, version: _version, id, ...row }) => ({
    ...row,
    // A lead that is won again after an undo is another win.
    id: `${id}:${row.at}`,
    customer: screen.showSurname && customer !== '' ? maskName(customer) : null,
    days: arrivedAt === null ? null : Math.max(0, daysBetween(dayOf(arrivedAt, board.zone), dayOf(row.at, board.zone))),
  }));
}
