import { workspaceSettings } from '#lib/server/access/workspace-settings.ts';
import { actorOrSignIn } from '#lib/server/http/actor-of.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (event) => {
  const { role, personId } = actorOrSignIn(event);
  const { context } = event.locals;
  const { currency } = await workspaceSettings(context.db.read);
  return { settings: { role, personId, currency, now: context.now() } };
};
