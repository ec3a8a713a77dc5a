import type { Actor } from '#lib/domain/access/actor.ts';
import { canSeeBoard } from '#lib/domain/access/policy.ts';
import type { Stage } from '#lib/domain/board/board-rules.ts';
import type { Queries } from '../db/database.ts';
import { boardStream } from '../streams/stream.ts';

export interface BoardListEntry {
  id: string;
  name: string;
  currency: string;
  visibility: 'everyone' | 'teams';
  teamIds: string[];
  archivedAt: number | null;
}

/** The boards that somebody may open, in their order. */
export async function boardsList(
  read: Queries,
  actor: Actor,
  options: { archived?: boolean } = {},
): Promise<BoardListEntry[]> {
  const rows = await read.all<Omit<BoardListEntry, 'teamIds'>>(
    `select id, name, currency, visibility, archived_at as "archivedAt" from boards
     ${options.archived ? '' : 'where archived_at is null'} order by rank, created_at, id`,
  );
  const teams = await read.all<{ boardId: string; teamId: string }>(
    'select board_id as "boardId", team_id as "teamId" from board_teams order by team_id',
  );
  return rows
    .map((row) => ({
      ...row,
      teamIds: teams.filter(({ boardId }) => boardId === row.id).map(({ teamId }) => teamId),
    }))
    .filter((board) => canSeeBoard(actor, board));
}

export interface BoardSummary extends BoardListEntry {
  stages: number;
  openLeads: number;
  pooledLeads: number;
}

/** Every board, archived ones last, with what an administrator wants to know before he changes one. */
export async function boardsForSettings(read: Queries, actor: Actor): Promise<BoardSummary[]> {
  const boards = await boardsList(read, actor, { archived: true });
  const counts = await read.all<{ boardId: string; held: number; pooled: number }>(
    `select board_id as "boardId", sum(case when pool_id is null then 1 else 0 end) as "held",
       sum(case when pool_id is null then 0 else 1 end) as "pooled" from leads where state = 'open' group by board_id`,
  );
  const stages = await read.all<{ boardId: string; n: number }>(
    'select board_id as "boardId", count(*) as n from stages where archived_at is null group by board_id',
  );
  return boards
    .map((board) => {
      const count = counts.find(({ boardId }) => boardId === board.id);
      return {
        ...board,
        stages: Number(stages.find(({ boardId }) => boardId === board.id)?.n ?? 0),
        openLeads: Number(count?.held ?? 0),
        pooledLeads: Number(count?.pooled ?? 0),
      };
    })
    .sort((a, b) => Number(a.archivedAt !== null) - Number(b.archivedAt !== null));
}

export interface BoardForSettings extends BoardListEntry {
  /** The number that editStages wants to see again. */
  config: number;
  stages: (Stage & { leads: number })[];
  openLeads: number;
  pool: PoolForSettings | null;
}

export interface PoolForSettings {
  id: string;
  name: string;
  recycling: boolean;
  recyclingSince: number | null;
  idleDays: number;
  warnHours: number[];
  graceHours: number;
  holdingLimit: number | null;
  dailyClaims: number | null;
  coolDownHours: number;
  /** Leads in it now. */
  leads: number;
  changedAt: number;
}

/** One board with everything that its settings page shows; undefined for an unknown one. */
export async function boardForSettings(
  read: Queries,
  actor: Actor,
  boardId: string,
): Promise<BoardForSettings | undefined> {
  const board = (await boardsList(read, actor, { archived: true })).find(({ id }) => id === boardId);
  if (!board) return undefined;
  const stages = await read.all<Stage>(
    'select id, name, kind, probability, rank, archived_at as "archivedAt" from stages where board_id = ? order by rank, id',
    [boardId],
  );
  const counts = await read.all<{ stageId: string; n: number }>(
    'select stage_id as "stageId", count(*) as n from leads where board_id = ? group by stage_id',
    [boardId],
  );
  const open = await read.get<{ n: number }>(
    `select count(*) as n from leads where board_id = ? and state = 'open' and pool_id is null`,
    [boardId],
  );
  const stream = await read.get<{ config: number }>('select config from streams where id = ?', [boardStream(boardId)]);
  return {
    ...board,
    config: stream?.config ?? 0,
    stages: stages.map((stage) => ({
      ...stage,
      leads: Number(counts.find(({ stageId }) => stageId === stage.id)?.n ?? 0),
    })),
    openLeads: Number(open?.n ?? 0),
    pool: (await poolsForSettings(read, boardId))[0] ?? null,
  };
}

async function poolsForSettings(read: Queries, boardId: string): Promise<PoolForSettings[]> {
  const rows = await read.all<
    Omit<PoolForSettings, 'recycling' | 'warnHours'> & { recycling: number; warnHours: string }
  >(
    `select p.id, p.name, p.recycling, p.recycling_since as "recyclingSince", p.idle_days as "idleDays",
       p.warn_hours as "warnHours", p.grace_hours as "graceHours", p.holding_limit as "holdingLimit",
       p.daily_claims as "dailyClaims", p.cool_down_hours as "coolDownHours", p.changed_at as "changedAt",
       (select count(*) from leads l where l.pool_id = p.id) as "leads"
     from pools p where p.board_id = ? and p.archived_at is null order by p.created_at, p.id`,
    [boardId],
  );
  return rows.map((row) => ({
    ...row,
    recycling: row.recycling === 1,
    warnHours: JSON.parse(row.warnHours) as number[],
    leads: Number(row.leads),
  }));
}
