import { error } from '@sveltejs/kit';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { canSeeBoard } from '#lib/domain/access/policy.ts';
import { isDomainError } from '#lib/domain/errors.ts';
import { readBoardConfig, type BoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';

/**
 * A board for those who may see it; for everybody else there is none. A database that is away says nothing about the board:
 * a browser that heard 404 then would tell its person that the board is gone.
 */
export async function boardOr404(context: Context, actor: PersonActor, boardId: string): Promise<BoardConfig> {
  const board = await readBoardConfig(context, boardId).catch((failure: unknown) => {
    if (isDomainError(failure)) return null;
    throw failure;
  });
  if (!board || !canSeeBoard(actor, board)) error(404, 'not_found');
  return board;
}
