import { json } from '@sveltejs/kit';
import { leadsQueryFromUrl } from '#lib/contract/board/leads-list.ts';
import { invalidInput } from '#lib/domain/errors.ts';
import { leadsList } from '#lib/server/board/leads-list.ts';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import type { RequestHandler } from './$types';

/** One page of the leads that the person may see: `q board state stage owner channel product sort dir page`. */
export const GET: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    const actor = actorOf(event);
    const query = queryOf(event.url.searchParams);
    return json(await leadsList(context, actor, query), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};

function queryOf(params: URLSearchParams) {
  try {
    return leadsQueryFromUrl(params);
  } catch {
    throw invalidInput('query', 'invalid');
  }
}
