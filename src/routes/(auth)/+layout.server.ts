import { workspaceSettings } from '#lib/server/access/workspace-settings.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals }) => {
  const { context, locale } = locals;
  const { zone } = await workspaceSettings(context.db.read);
  return { zone, locale, now: context.now() };
};
