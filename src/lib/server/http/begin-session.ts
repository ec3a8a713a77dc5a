import type { RequestEvent } from '@sveltejs/kit';
import { signedInPerson } from '../access/signed-in-person.ts';
import type { SignedIn } from '../auth/sign-in.ts';
import { setLocaleCookie, setSessionCookie, setThemeCookie } from './cookies.ts';

/** Where a request came from, for throttling and the audit log. */
export const originOf = (event: RequestEvent): { address: string; userAgent: string | null } => ({
  address: event.getClientAddress(),
  userAgent: event.request.headers.get('user-agent'),
});

/** Gives the browser its session, and the language and appearance that the person chose, wherever he did. */
export async function beginSession(event: RequestEvent, session: SignedIn): Promise<void> {
  const { config, db } = event.locals.context;
  setSessionCookie(event.cookies, config, session);
  const chosen = await signedInPerson(db.read, session.personId);
  if (chosen?.locale) setLocaleCookie(event.cookies, config, chosen.locale);
  if (chosen?.theme) setThemeCookie(event.cookies, config, chosen.theme);
}
