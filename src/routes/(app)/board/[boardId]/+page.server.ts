import { error } from '@sveltejs/kit';
import { deleteViewSchema, saveViewSchema } from '#lib/contract/board/workspace.ts';
import { deleteView, saveView } from '#lib/server/board/saved-views.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { DENSITY_COOKIE } from '#lib/state/board-cookies.ts';
import type { Actions, PageServerLoad } from './$types';

const densities = ['roomy', 'standard', 'compact'] as const;

export const load: PageServerLoad = async ({ parent, params, cookies }) => {
  const { workspace } = await parent();
  if (!workspace.boards.some(({ id }) => id === params.boardId))
    error(404, { message: 'no such board', code: 'not_found' });
  const density = cookies.get(DENSITY_COOKIE);
  return {
    boardId: params.boardId,
    density: densities.find((known) => known === density) ?? 'standard',
  };
};

export const actions: Actions = {
  saveView: formAction(saveViewSchema, saveView),
  deleteView: formAction(deleteViewSchema, deleteView),
};
