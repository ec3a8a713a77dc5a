import { redirect, type RequestEvent } from '@sveltejs/kit';
import { personIdSchema, signInSchema } from '#lib/contract/access/people.ts';
import { notFound } from '#lib/domain/errors.ts';
import { signedInPerson } from '#lib/server/access/signed-in-person.ts';
import { demoSignIns } from '#lib/server/auth/demo-sign-ins.ts';
import { openSession, signIn, type SignedIn } from '#lib/server/auth/sign-in.ts';
import { localPath } from '#lib/server/http/actor-of.ts';
import { setLocaleCookie, setSessionCookie, setThemeCookie } from '#lib/server/http/cookies.ts';
import { visitorAction } from '#lib/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  if (locals.actor) redirect(303, localPath(url.searchParams.get('to')));
  const { read } = locals.context.db;
  const anybody = await read.get<{ id: string }>('select id from people limit 1');
  return { needsSetup: anybody === undefined, demo: await demoSignIns(locals.context) };
};

/** The session's cookie, and the language and appearance that the person chose, wherever he signed in last. */
async function enter(event: RequestEvent, session: SignedIn): Promise<never> {
  const { context } = event.locals;
  setSessionCookie(event.cookies, context.config, session);
  const chosen = await signedInPerson(context.db.read, session.personId);
  if (chosen?.locale) setLocaleCookie(event.cookies, context.config, chosen.locale);
  if (chosen?.theme) setThemeCookie(event.cookies, context.config, chosen.theme);
  redirect(303, localPath(event.url.searchParams.get('to')));
}

const from = (event: RequestEvent) => ({
  address: event.getClientAddress(),
  userAgent: event.request.headers.get('user-agent'),
});

export const actions: Actions = {
  enter: visitorAction(signInSchema, async (context, input, event) =>
    enter(event, await signIn(context, { ...input, ...from(event) })),
  ),
  demo: visitorAction(personIdSchema, async (context, { personId }, event) => {
    const known = await demoSignIns(context);
    if (!known.some((one) => one.personId === personId)) throw notFound('person');
    return enter(event, await openSession(context, personId, from(event)));
  }),
};
