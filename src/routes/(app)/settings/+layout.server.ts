import { workspaceSettings } from '#lib/server/access/workspace-settings.ts';
import { actorOrSignIn } from '#lib/server/http/actor-of.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (event) => {
  const { role, personId } = actorOrSignIn(event);
  const { context, locale } = event.locals;
  const { zone, currency, name } = await workspaceSettings(context.db.read);
  return { settings: { role, personId, zone, currency, workspace: name, locale, now: context.now() } };
};
