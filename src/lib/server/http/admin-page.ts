import { error, type RequestEvent } from '@sveltejs/kit';
import type { Actor, PersonActor } from '#lib/domain/access/actor.ts';
import { actorOrSignIn } from './actor-of.ts';

/** Whoever asks for a settings page; 403 unless the policy's rule lets him. */
export function actorWho(may: (actor: Actor) => boolean, event: Pick<RequestEvent, 'locals' | 'url'>): PersonActor {
  const actor = actorOrSignIn(event);
  if (!may(actor)) error(403, { message: 'not allowed', code: 'not_allowed' });
  return actor;
}
