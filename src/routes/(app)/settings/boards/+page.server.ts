import { redirect } from '@sveltejs/kit';
import { editBoardSchema, newBoardSchema, orderBoardsSchema } from '#lib/contract/access/boards.ts';
import { canManageBoards } from '#lib/domain/access/policy.ts';
import { teamsList } from '#lib/server/access/teams-list.ts';
import { boardsForSettings } from '#lib/server/board/boards-list.ts';
import { createBoard } from '#lib/server/board/create-board.ts';
import { editBoard, orderBoards } from '#lib/server/board/edit-board.ts';
import { actorWho } from '#lib/server/http/admin-page.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = actorWho(canManageBoards, event);
  const { read } = event.locals.context.db;
  return { boards: await boardsForSettings(read, actor), teams: await teamsList(read) };
};

export const actions: Actions = {
  create: formAction(newBoardSchema, async (context, actor, input) => {
    const { boardId } = await createBoard(context, actor, input);
    redirect(303, `/settings/boards/${boardId}`);
  }),
  order: formAction(orderBoardsSchema, orderBoards),
  archive: formAction(editBoardSchema, editBoard),
};
