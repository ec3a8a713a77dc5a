import { z } from 'zod';
import { changePasswordSchema, setPreferencesSchema } from '#lib/contract/access/people.ts';
import { personNow } from '#lib/server/access/person-now.ts';
import { setPreferences } from '#lib/server/access/set-preferences.ts';
import { signedInPerson } from '#lib/server/access/signed-in-person.ts';
import { secretHash } from '#lib/server/auth/secret-token.ts';
import { endAllSessions, endOtherSession, sessionsOf } from '#lib/server/auth/sessions.ts';
import { changePassword } from '#lib/server/auth/set-password.ts';
import { actorOf, actorOrSignIn } from '#lib/server/http/actor-of.ts';
import { SESSION_COOKIE, setLocaleCookie, setThemeCookie } from '#lib/server/http/cookies.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = actorOrSignIn(event);
  const { context, theme } = event.locals;
  const { read } = context.db;
  const here = secretHash(event.cookies.get(SESSION_COOKIE) ?? '');
  const sessions = await sessionsOf(context, read, actor.personId);
  const { teamId } = await personNow(read, actor.personId);
  const team =
    teamId === null ? undefined : await read.get<{ name: string }>('select name from teams where id = ?', [teamId]);
  return {
    me: (await signedInPerson(read, actor.personId))!.person,
    team: team?.name ?? null,
    theme,
    sessions: sessions.map((session) => ({ ...session, here: session.sessionId === here })),
  };
};

const tokenOf = (event: Parameters<typeof actorOf>[0] & { cookies: { get(name: string): string | undefined } }) =>
  event.cookies.get(SESSION_COOKIE) ?? '';

export const actions: Actions = {
  preferences: formAction(
    setPreferencesSchema.partial(),
    async (context, actor, { locale, theme, singleKeys }, event) => {
      const chosen = { locale: locale ?? null, theme: theme ?? null, singleKeys: singleKeys ?? null };
      await setPreferences(context, actor, chosen);
      if (locale) setLocaleCookie(event.cookies, context.config, locale);
      if (theme) setThemeCookie(event.cookies, context.config, theme);
      return {};
    },
  ),
  password: formAction(changePasswordSchema, (context, actor, input, event) =>
    changePassword(context, actor, input, { token: tokenOf(event), address: event.getClientAddress() }),
  ),
  endSession: formAction(
    z.object({ sessionId: z.string().max(100) }),
    async (context, _actor, { sessionId }, event) => {
      await endOtherSession(context, actorOf(event).personId, sessionId);
      return {};
    },
  ),
  endAll: formAction(z.object({}), async (context, _actor, _input, event) => ({
    ended: await endAllSessions(context, actorOf(event).personId, tokenOf(event)),
  })),
};
