import { redirect, type RequestEvent } from '@sveltejs/kit';
import { signedOut } from '#lib/domain/access/access-rules.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';

/** Whoever asks, for endpoints and form actions: refuses when nobody is signed in. */
export function actorOf(event: Pick<RequestEvent, 'locals'>): PersonActor {
  if (!event.locals.actor) throw signedOut();
  return event.locals.actor;
}

/** The same for pages: sends to the sign-in page, which leads back here. */
export function actorOrSignIn(event: Pick<RequestEvent, 'locals' | 'url'>): PersonActor {
  if (event.locals.actor) return event.locals.actor;
  const back = event.url.pathname + event.url.search;
  redirect(303, back === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(back)}`);
}

/**
 * A path of this site to go back to, never an address that somebody put into a link. Browsers drop tabs and line breaks
 * from an address, so that `/<tab>/elsewhere` would be `//elsewhere`.
 */
export function localPath(to: string | null): string {
  return to !== null && /^\/(?![/\\])\P{Cc}*$/u.test(to) ? to : '/';
}
