import type { BoardAudience } from '#lib/domain/access/policy.ts';
import type { Stage } from '#lib/domain/board/board-rules.ts';
import { notFound } from '#lib/domain/errors.ts';
import type { Database, Queries, Tx } from '../db/database.ts';
import type { Context } from '../context/context.ts';
import { boardStream, streamHead } from '../streams/stream.ts';
import { workspaceSettings } from '../access/workspace-settings.ts';

export interface Pool {
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
}

/** Everything about a board that commands need beside its leads. Cached; changes take the board's stream with `config`. */
export interface BoardConfig extends BoardAudience {
  id: string;
  name: string;
  currency: string;
  archivedAt: number | null;
  /** By rank, archived ones too. */
  stages: readonly Stage[];
  /** The pool into which leads of this board fall; null: none. */
  pool: Pool | null;
  /** The workspace's IANA zone, in which days are counted. */
  zone: string;
  /** Its way through the funnel is being counted anew (`metrics/recount-figures.ts`). */
  recounting: boolean;
}

const caches = new WeakMap<Database, Map<string, { version: number; board: BoardConfig }>>();

/** @param version the config number of the board's stream, as this transaction or reader saw it */
export async function boardConfig(
  context: Context,
  read: Queries,
  boardId: string,
  version: number,
): Promise<BoardConfig> {
  let cache = caches.get(context.db);
  if (!cache) caches.set(context.db, (cache = new Map()));
  const known = cache.get(boardId);
  if (known && known.version === version) return known.board;
  const board = await loadBoard(read, boardId);
  const keep = () => void cache.set(boardId, { version, board });
  // What a transaction reads may be its own, or that of one before it in the same commit: if it is rolled back, the next
  // change gets the same number.
  if ('afterCommit' in read) (read as Tx).afterCommit(keep);
  else keep();
  return board;
}

/** For readers outside a transaction. */
export async function readBoardConfig(context: Context, boardId: string): Promise<BoardConfig> {
  const { config } = await streamHead(context.db.read, boardStream(boardId));
  return boardConfig(context, context.db.read, boardId, config);
}

async function loadBoard(read: Queries, boardId: string): Promise<BoardConfig> {
  const row = await read.get<Omit<BoardConfig, 'stages' | 'pool' | 'zone' | 'teamIds' | 'recounting'>>(
    'select id, name, currency, visibility, archived_at as "archivedAt" from boards where id = ?',
    [boardId],
  );
  if (!row) throw notFound('board');
  const teams = await read.all<{ teamId: string }>(
    'select team_id as "teamId" from board_teams where board_id = ? order by team_id',
    [boardId],
  );
  const stages = await read.all<Stage>(
    `select id, name, kind, probability, rank, archived_at as "archivedAt" from stages where board_id = ? order by rank, id`,
    [boardId],
  );
  const pool = await read.get<Omit<Pool, 'recycling' | 'warnHours'> & { recycling: number; warnHours: string }>(
    `select id, name, recycling, recycling_since as "recyclingSince", idle_days as "idleDays", warn_hours as "warnHours",
       grace_hours as "graceHours", holding_limit as "holdingLimit", daily_claims as "dailyClaims", cool_down_hours as "coolDownHours"
     from pools where board_id = ? and archived_at is null order by created_at limit 1`,
    [boardId],
  );
  const { zone } = await workspaceSettings(read);
  const recount = await read.get('select board_id from figure_recounts where board_id = ?', [boardId]);
  return {
    ...row,
    recounting: recount !== undefined,
    teamIds: teams.map(({ teamId }) => teamId),
    stages,
    pool: pool ? { ...pool, recycling: pool.recycling === 1, warnHours: JSON.parse(pool.warnHours) as number[] } : null,
    zone,
  };
}

export function stageOf(board: BoardConfig, stageId: string): Stage {
  const stage = board.stages.find(({ id }) => id === stageId);
  if (!stage) throw notFound('stage');
  return stage;
}
