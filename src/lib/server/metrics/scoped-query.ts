import { parseQuery, type FiguresQuery } from '#lib/contract/metrics/query.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canSeeBoard, canSeeTeamFigures } from '#lib/domain/access/policy.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import { readBoardConfig, type BoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';

export interface ScopedQuery {
  query: FiguresQuery;
  board: BoardConfig;
}

/**
 * The query as this viewer may ask it (X1): an admin sees every team and the leads of none, a manager the teams he
 * manages, a rep himself, whatever they asked for. A manager without a team has figures of nothing.
 */
export async function scopedQuery(context: Context, actor: Actor, query: FiguresQuery): Promise<ScopedQuery> {
  const board = await readBoardConfig(context, query.boardId);
  if (!canSeeBoard(actor, board)) throw notFound('board');
  const own = figuresOfOne(actor);
  if (own !== null) {
    const others = query.teamIds !== null || (query.ownerId !== null && query.ownerId !== own);
    if (others) throw notAllowed('see_figures');
    return { query: parseQuery({ ...query, ownerId: own }), board };
  }
  const mine = figureTeams(actor);
  if (mine === null) return { query, board };
  const asked = query.teamIds?.filter((teamId) => mine.includes(teamId)) ?? mine;
  if (query.teamIds !== null && asked.length === 0) throw notAllowed('see_figures');
  return { query: { ...query, teamIds: [...asked].sort() }, board };
}

/** Whose figures somebody sees who answers for nobody else: his own. Null: those of teams. */
export function figuresOfOne(actor: Actor): string | null {
  return actor.kind === 'person' && !canSeeTeamFigures(actor) ? actor.personId : null;
}

/** The teams whose figures somebody sees; null: all, and leads without a team. */
export function figureTeams(actor: Actor): readonly string[] | null {
  return actor.kind === 'system' || actor.role === 'admin' ? null : actor.managesTeamIds;
}
