import { error } from '@sveltejs/kit';
import { editBoardSchema, editPoolSchema, editStagesSchema } from '#lib/contract/access/boards.ts';
import { canManageBoards } from '#lib/domain/access/policy.ts';
import { editPool, shownPool } from '#lib/server/access/edit-pool.ts';
import { seenMark } from '#lib/server/context/seen-mark.ts';
import { teamsList } from '#lib/server/access/teams-list.ts';
import { boardForSettings } from '#lib/server/board/boards-list.ts';
import { editBoard, shownBoard } from '#lib/server/board/edit-board.ts';
import { editStages } from '#lib/server/board/edit-stages.ts';
import { actorWho } from '#lib/server/http/admin-page.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = actorWho(canManageBoards, event);
  const { read } = event.locals.context.db;
  const board = await boardForSettings(read, actor, event.params.boardId);
  if (!board) error(404, { message: 'not found', code: 'not_found' });
  const seen = {
    board: seenMark(await shownBoard(read, board.id)),
    pool: board.pool && seenMark(await shownPool(read, board.pool.id)),
  };
  return { board, seen, teams: await teamsList(read) };
};

export const actions: Actions = {
  board: formAction(editBoardSchema, editBoard),
  stages: formAction(editStagesSchema, editStages),
  pool: formAction(editPoolSchema, editPool),
};
