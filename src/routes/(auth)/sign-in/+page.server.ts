import { redirect, type RequestEvent } from '@sveltejs/kit';
import { personIdSchema, signInSchema } from '#lib/contract/access/people.ts';
import { notFound } from '#lib/domain/errors.ts';
import { demoSignIns } from '#lib/server/auth/demo-sign-ins.ts';
import { openSession, signIn, type SignedIn } from '#lib/server/auth/sign-in.ts';
import { localPath } from '#lib/server/http/actor-of.ts';
import { beginSession, originOf } from '#lib/server/http/begin-session.ts';
import { visitorAction } from '#lib/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  if (locals.actor) redirect(303, localPath(url.searchParams.get('to')));
  const { read } = locals.context.db;
  const anybody = await read.get<{ id: string }>('select id from people limit 1');
  return { needsSetup: anybody === undefined, demo: await demoSignIns(locals.context) };
};

async function enter(event: RequestEvent, session: SignedIn): Promise<never> {
  await beginSession(event, session);
  redirect(303, localPath(event.url.searchParams.get('to')));
}

export const actions: Actions = {
  enter: visitorAction(signInSchema, async (context, input, event) =>
    enter(event, await signIn(context, { ...input, ...originOf(event) })),
  ),
  demo: visitorAction(personIdSchema, async (context, { personId }, event) => {
    const known = await demoSignIns(context);
    if (!known.some((one) => one.personId === personId)) throw notFound('person');
    return enter(event, await openSession(context, personId, originOf(event)));
  }),
};
