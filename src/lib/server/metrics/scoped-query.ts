import type { FiguresQuery } from '#lib/contract/metrics/query.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canSeeBoard, canSeeFigures } from '#lib/domain/access/policy.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import { readBoardConfig, type BoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';

export interface ScopedQuery {
  query: FiguresQuery;
  board: BoardConfig;
}

/**
 * The query as this viewer may ask it (X1): an admin sees every team and the leads of none, a manager the teams he
 * manages, whatever he asked for. A manager without a team has figures of nothing.
 */
export async function scopedQuery(context: Context, actor: Actor, query: FiguresQuery): Promise<ScopedQuery> {
  if (!canSeeFigures(actor)) throw notAllowed('see_figures');
  const board = await readBoardConfig(context, query.boardId);
  if (!canSeeBoard(actor, board)) throw notFound('board');
  const mine = figureTeams(actor);
  if (mine === null) return { query, board };
  const asked = query.teamIds?.filter((teamId) => mine.includes(teamId)) ?? mine;
  if (query.teamIds !== null && asked.length === 0) throw notAllowed('see_figures');
  return { query: { ...query, teamIds: [...asked].sort() }, board };
}

/** The teams whose figures somebody sees; null: all, and leads without a team. */
export function figureTeams(actor: Actor): readonly string[] | null {
  return actor.kind === 'system' || actor.role === 'admin' ? null : actor.managesTeamIds;
}
