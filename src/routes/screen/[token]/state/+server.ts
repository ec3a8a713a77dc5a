import { error, json } from '@sveltejs/kit';
import { findScreen } from '#lib/server/screen/find-screen.ts';
import { sharedWallState } from '#lib/server/screen/shared-wall-state.ts';
import { wallMustWait } from '#lib/server/screen/wall-budget.ts';
import type { RequestHandler } from './$types';

/** What the socket would have told, for walls behind a proxy that lets none through. */
export const GET: RequestHandler = async ({ params, locals: { context } }) => {
  const screen = await findScreen(context.db.read, params.token);
  if (!screen) error(404, 'not_found');
  const seconds = context.config.rateLimit ? await wallMustWait(screen.id) : null;
  if (seconds !== null) {
    return json({ code: 'too_many_requests' }, { status: 429, headers: { 'retry-after': String(seconds) } });
  }
  return json(await sharedWallState(context, screen), { headers: { 'cache-control': 'no-store' } });
};
