import { json } from '@sveltejs/kit';
import { olderTimeline } from '#lib/server/board/lead-detail.ts';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import type { RequestHandler } from './$types';

/** Older facts of a lead: `before` is what the page before answered. */
export const GET: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    const before = event.url.searchParams.get('before') ?? '';
    const timeline = await olderTimeline(context, actorOf(event), event.params.leadId, before);
    return json(timeline, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
