import type { IncomingMessage } from 'node:http';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { loadActor } from '#lib/server/access/person-now.ts';
import { readSession } from '#lib/server/auth/sessions.ts';
import { SESSION_COOKIE } from '#lib/server/http/cookies.ts';
import type { Context } from '#lib/server/context/context.ts';
import { findScreen } from '#lib/server/screen/find-screen.ts';

export type SocketData = PersonSocket | ScreenSocket;

export interface PersonSocket {
  kind: 'person';
  personId: string;
  actor: PersonActor;
  /** Kept for the re-check when rights change; never logged. */
  token: string;
}
export interface ScreenSocket {
  kind: 'screen';
  personId: null;
  screenId: string;
}

/** Sockets of one person on one node: a few browsers full of tabs. Each costs memory, and a telling of all that he sees. */
export const MOST_SOCKETS = 60;

/** Why nobody was let in, in the words that the browser understands. */
export class Refused extends Error {}

/**
 * Decides at the handshake who a socket is: `cors.origin` does not stop a WebSocket, so the Origin is checked here, and the
 * session cookie or the wall's token is read before anything is subscribed.
 */
export async function admit(context: Context, request: IncomingMessage): Promise<SocketData> {
  if (!sameOrigin(context, request)) throw new Refused('origin');
  const screenToken = new URL(request.url ?? '/', 'http://socket').searchParams.get('screen');
  if (screenToken) {
    const screen = await findScreen(context.db.read, screenToken);
    if (!screen) throw new Refused('screen');
    return { kind: 'screen', personId: null, screenId: screen.id };
  }
  const token = cookie(request.headers.cookie, SESSION_COOKIE);
  const session = token ? await readSession(context, token) : null;
  const actor = session && (await loadActor(context.db.read, session.personId));
  if (!token || !actor) throw new Refused('signed_out');
  return { kind: 'person', personId: actor.personId, actor, token };
}

export function sameOrigin(context: Context, request: IncomingMessage): boolean {
  const { origin } = request.headers;
  // Programs send no Origin; browsers always do on a WebSocket, and only they carry somebody's cookie by accident.
  if (origin === undefined) return true;
  if (context.config.origin !== null) return origin === context.config.origin;
  const host = context.config.trustProxy
    ? (request.headers['x-forwarded-host'] ?? request.headers.host)
    : request.headers.host;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

function cookie(header: string | undefined, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return decoded(part.slice(at + 1).trim());
  }
  return null;
}

function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
