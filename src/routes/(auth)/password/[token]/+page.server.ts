import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { password } from '#lib/contract/access/people.ts';
import { signedInPerson } from '#lib/server/access/signed-in-person.ts';
import { personOfLink, setPasswordByLink } from '#lib/server/auth/set-password.ts';
import { openSession } from '#lib/server/auth/sign-in.ts';
import { setLocaleCookie, setSessionCookie, setThemeCookie } from '#lib/server/http/cookies.ts';
import { visitorAction } from '#lib/server/http/form-action.ts';
import { wireError } from '#lib/server/context/wire-error.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  // The address itself is a secret: it must not travel on in a Referer, nor stay in a cache.
  setHeaders({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  try {
    const { name, email } = await personOfLink(locals.context, params.token);
    return { person: { name, email }, refusal: null };
  } catch (error) {
    return { person: null, refusal: wireError(locals.context, error) };
  }
};

export const actions: Actions = {
  default: visitorAction(z.object({ password }), async (context, input, event) => {
    const { personId } = await setPasswordByLink(context, event.params['token'] ?? '', input.password);
    const session = await openSession(context, personId, {
      address: event.getClientAddress(),
      userAgent: event.request.headers.get('user-agent'),
    });
    setSessionCookie(event.cookies, context.config, session);
    const chosen = await signedInPerson(context.db.read, personId);
    if (chosen?.locale) setLocaleCookie(event.cookies, context.config, chosen.locale);
    if (chosen?.theme) setThemeCookie(event.cookies, context.config, chosen.theme);
    redirect(303, '/');
  }),
};
