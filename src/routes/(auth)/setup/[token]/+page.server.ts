import { redirect } from '@sveltejs/kit';
import { setUpSchema } from '#lib/contract/access/workspace.ts';
import { checkSetupLink, setUp } from '#lib/server/auth/setup.ts';
import { openSession } from '#lib/server/auth/sign-in.ts';
import { wireError } from '#lib/server/context/wire-error.ts';
import { beginSession, originOf } from '#lib/server/http/begin-session.ts';
import { visitorAction } from '#lib/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  setHeaders({ 'referrer-policy': 'strict-origin', 'cache-control': 'no-store' });
  try {
    await checkSetupLink(locals.context, params.token);
    return { refusal: null };
  } catch (error) {
    return { refusal: wireError(locals.context, error) };
  }
};

export const actions: Actions = {
  default: visitorAction(setUpSchema, async (context, input, event) => {
    const { personId } = await setUp(context, event.params['token'] ?? '', input);
    await beginSession(event, await openSession(context, personId, originOf(event)));
    redirect(303, '/');
  }),
};
