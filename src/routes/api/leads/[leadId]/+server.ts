import { json } from '@sveltejs/kit';
import { leadDetail } from '#lib/server/board/lead-detail.ts';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import type { RequestHandler } from './$types';

/** Everything the drawer shows of one lead, as this viewer may know it. */
export const GET: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    const lead = await leadDetail(context, actorOf(event), event.params.leadId);
    return json(lead, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
