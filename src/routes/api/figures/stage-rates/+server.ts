import { json } from '@sveltejs/kit';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import { stageRates } from '#lib/server/metrics/stage-rates.ts';
import type { RequestHandler } from './$types';

/** `GET /api/figures/stage-rates?board=ID`: `StageRates` of contract/metrics/figures.ts, for the heads of the columns. */
export const GET: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    const rates = await stageRates(context, actorOf(event), event.url.searchParams.get('board') ?? '');
    return json(rates, { headers: { 'cache-control': 'private, max-age=30' } });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
