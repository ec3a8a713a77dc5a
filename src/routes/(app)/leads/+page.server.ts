import { error } from '@sveltejs/kit';
import { leadsQueryFromUrl } from '#lib/contract/board/leads-list.ts';
import { actorOrSignIn } from '#lib/server/http/actor-of.ts';
import { leadsList } from '#lib/server/board/leads-list.ts';
import type { PageServerLoad } from './$types';

/** The page of leads that the address asks for. An open lead (`lead=`) is read by its drawer, not here. */
export const load: PageServerLoad = async (event) => {
  event.depends('app:leads');
  const actor = actorOrSignIn(event);
  let query;
  try {
    query = leadsQueryFromUrl(event.url.searchParams);
  } catch {
    error(400, { message: 'no such list', code: 'invalid_input' });
  }
  return { query, list: await leadsList(event.locals.context, actor, query) };
};
