import { createScreenSchema, revokeScreenSchema } from '#lib/contract/screen/wall.ts';
import { canManageScreens, canShowEveryTeam, canTakeOverScreens } from '#lib/domain/access/policy.ts';
import { actorWho } from '#lib/server/http/admin-page.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { createScreen, revokeScreen } from '#lib/server/screen/create-screen.ts';
import { listScreens } from '#lib/server/screen/list-screens.ts';
import { screenChoices } from '#lib/server/screen/screen-choices.ts';
import { takeOverScreen } from '#lib/server/screen/take-over-screen.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = actorWho(canManageScreens, event);
  const { context } = event.locals;
  return {
    screens: await listScreens(context.db.read, actor),
    ...(await screenChoices(context.db.read, actor)),
    everyTeam: canShowEveryTeam(actor),
    takesOver: canTakeOverScreens(actor),
    now: context.now(),
  };
};

export const actions: Actions = {
  create: formAction(createScreenSchema, async (context, actor, input, { url }) => {
    const { token } = await createScreen(context, actor, input);
    return { link: new URL(`/screen/${token}`, url).href };
  }),
  revoke: formAction(revokeScreenSchema, revokeScreen),
  takeOver: formAction(revokeScreenSchema, takeOverScreen),
};
