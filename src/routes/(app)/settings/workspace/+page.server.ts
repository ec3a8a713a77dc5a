import { editWorkspaceSchema } from '#lib/contract/access/workspace.ts';
import { canManageWorkspace } from '#lib/domain/access/policy.ts';
import { editWorkspace } from '#lib/server/access/edit-workspace.ts';
import { seenMark } from '#lib/server/context/seen-mark.ts';
import { workspaceSettings } from '#lib/server/access/workspace-settings.ts';
import { actorWho } from '#lib/server/http/admin-page.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  actorWho(canManageWorkspace, event);
  const workspace = await workspaceSettings(event.locals.context.db.read);
  return { workspace, seen: seenMark(workspace) };
};

export const actions: Actions = { default: formAction(editWorkspaceSchema, editWorkspace) };
