import { createScreenSchema, revokeScreenSchema } from '#lib/contract/screen/wall.ts';
import { canManagePeople, canManageScreens } from '#lib/domain/access/policy.ts';
import { actorWho } from '#lib/server/http/admin-page.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { createScreen, listScreens, revokeScreen } from '#lib/server/screen/create-screen.ts';
import { screenChoices } from '#lib/server/screen/screen-choices.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = actorWho(canManageScreens, event);
  const { context } = event.locals;
  return {
    screens: await listScreens(context.db.read, actor),
    ...(await screenChoices(context.db.read, actor)),
    everyTeam: canManagePeople(actor),
    now: context.now(),
  };
};

export const actions: Actions = {
  create: formAction(createScreenSchema, async (context, actor, input, { url }) => {
    const { token } = await createScreen(context, actor, input);
    return { link: new URL(`/screen/${token}`, url).href };
  }),
  revoke: formAction(revokeScreenSchema, revokeScreen),
};
