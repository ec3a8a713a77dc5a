import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { password } from '#lib/contract/access/people.ts';
import { personOfLink, setPasswordByLink } from '#lib/server/auth/set-password.ts';
import { openSession } from '#lib/server/auth/sign-in.ts';
import { beginSession, originOf } from '#lib/server/http/begin-session.ts';
import { visitorAction } from '#lib/server/http/form-action.ts';
import { wireError } from '#lib/server/context/wire-error.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  // The address itself is a secret: it must not travel on in a Referer, nor stay in a cache. With `no-referrer` the form
  // would come without its Origin and be refused.
  setHeaders({ 'referrer-policy': 'strict-origin', 'cache-control': 'no-store' });
  try {
    const { name, email } = await personOfLink(locals.context, params.token);
    return { person: { name, email }, refusal: null };
  } catch (error) {
    return { person: null, refusal: wireError(locals.context, error) };
  }
};

export const actions: Actions = {
  default: visitorAction(z.object({ password }), async (context, input, event) => {
    const { locale } = event.locals;
    const { personId } = await setPasswordByLink(context, event.params['token'] ?? '', input.password, locale);
    await beginSession(event, await openSession(context, personId, originOf(event)));
    redirect(303, '/');
  }),
};
