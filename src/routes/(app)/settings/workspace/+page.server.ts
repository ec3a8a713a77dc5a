import { editWorkspaceSchema } from '#lib/contract/access/workspace.ts';
import { canManageWorkspace } from '#lib/domain/access/policy.ts';
import { editWorkspace } from '#lib/server/access/edit-workspace.ts';
import { workspaceSettings } from '#lib/server/access/workspace-settings.ts';
import { actorWho } from '#lib/server/http/admin-page.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  actorWho(canManageWorkspace, event);
  return { workspace: await workspaceSettings(event.locals.context.db.read) };
};

export const actions: Actions = { default: formAction(editWorkspaceSchema, editWorkspace) };
