import { findScreen } from '#lib/server/screen/find-screen.ts';
import { sharedWallState } from '#lib/server/screen/shared-wall-state.ts';
import type { PageServerLoad } from './$types';

/** The first picture comes with the page, so that a wall shows something even where no socket gets through. */
export const load: PageServerLoad = async ({ params, locals, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  const screen = await findScreen(locals.context.db.read, params.token);
  if (!screen) return { screen: null };
  return {
    screen: { token: params.token, locale: screen.locale, name: screen.name },
    state: await sharedWallState(locals.context, screen),
  };
};
