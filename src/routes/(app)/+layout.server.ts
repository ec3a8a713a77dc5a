import { workspaceView } from '#lib/server/access/workspace-view.ts';
import { actorOrSignIn } from '#lib/server/http/actor-of.ts';
import type { LayoutServerLoad } from './$types';

/** What every signed-in page knows. Loaded again (`app:workspace`) when people, teams, boards or lists change. */
export const load: LayoutServerLoad = async (event) => {
  event.depends('app:workspace');
  const actor = actorOrSignIn(event);
  const { context, locale, theme } = event.locals;
  return { workspace: await workspaceView(context, actor), locale, theme };
};
