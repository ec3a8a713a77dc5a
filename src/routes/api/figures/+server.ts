import { json } from '@sveltejs/kit';
import { requestedQuery } from '#lib/contract/metrics/query.ts';
import { workspaceSettings } from '#lib/server/access/workspace-settings.ts';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import { figuresFor } from '#lib/server/metrics/figures-for.ts';
import type { RequestHandler } from './$types';

/**
 * `GET /api/figures?board=ID[&basis=cohort|period][&period=this_month…|&from=YYYY-MM-DD&to=YYYY-MM-DD][&teams=ID,ID]
 * [&group=owner|team|region|channel|product|quarter|month]`: the shape is `Figures` in contract/metrics/figures.ts.
 * Managers get their teams' figures, admins all.
 */
export const GET: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    const actor = actorOf(event);
    const { zone } = await workspaceSettings(context.db.read);
    const figures = await figuresFor(context, actor, requestedQuery(event.url.searchParams, context.now(), zone));
    return json(figures, { headers: { 'cache-control': 'private, no-store' } });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
