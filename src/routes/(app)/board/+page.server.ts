import { redirect } from '@sveltejs/kit';
import { BOARD_COOKIE } from '#lib/state/board-cookies.ts';
import type { PageServerLoad } from './$types';

/** The board seen last, else the first one. */
export const load: PageServerLoad = async ({ parent, cookies, url }) => {
  const { workspace } = await parent();
  const last = cookies.get(BOARD_COOKIE);
  const board = workspace.boards.find(({ id }) => id === last) ?? workspace.boards[0];
  if (board) redirect(307, `/board/${board.id}${url.search}`);
  return {};
};
