import { json } from '@sveltejs/kit';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import { poolView } from '#lib/server/ownership/pool-view.ts';
import type { RequestHandler } from './$types';

/** Rows in one answer at most: what a list shows at once. */
const MOST_ROWS = 200;

/** What I may still take from this board's pool; `leads=id,id` adds what those rows show beside their cards. */
export const GET: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    const ids = (event.url.searchParams.get('leads') ?? '').split(',').filter((id) => id !== '');
    const view = await poolView(context, actorOf(event), event.params.boardId, ids.slice(0, MOST_ROWS));
    return json(view, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
