import { setChannelSchema, setLostReasonSchema, setProductSchema } from '#lib/contract/access/boards.ts';
import { canManageLists } from '#lib/domain/access/policy.ts';
import { setChannel } from '#lib/server/access/set-channel.ts';
import { setLostReason } from '#lib/server/access/set-lost-reason.ts';
import { setProduct } from '#lib/server/access/set-product.ts';
import { workspaceLists } from '#lib/server/access/workspace-lists.ts';
import { actorWho } from '#lib/server/http/admin-page.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  actorWho(canManageLists, event);
  return workspaceLists(event.locals.context.db.read);
};

export const actions: Actions = {
  channel: formAction(setChannelSchema, setChannel),
  product: formAction(setProductSchema, setProduct),
  lostReason: formAction(setLostReasonSchema, setLostReason),
};
