import { error, json } from '@sveltejs/kit';
import { findScreen } from '#lib/server/screen/find-screen.ts';
import { wallState } from '#lib/server/screen/wall-state.ts';
import type { RequestHandler } from './$types';

/** What the socket would have told, for walls behind a proxy that lets none through. */
export const GET: RequestHandler = async ({ params, locals }) => {
  const screen = await findScreen(locals.context.db.read, params.token);
  if (!screen) error(404, 'not_found');
  return json(await wallState(locals.context, screen), { headers: { 'cache-control': 'no-store' } });
};
