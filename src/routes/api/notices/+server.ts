import { json } from '@sveltejs/kit';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import { noticeList } from '#lib/server/ownership/notice-list.ts';
import type { RequestHandler } from './$types';

/** One's own inbox; `before` is what the page before answered. */
export const GET: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    const list = await noticeList(context, actorOf(event), { before: event.url.searchParams.get('before') });
    return json(list, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
