import { Lucia, TimeSpan } from 'lucia';
import { systemActor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context/context.ts';
import type { Queries, Tx, Value } from '../db/database.ts';
import { recordAudit } from '../access/audit.ts';
import { holdWorkspace, tellSessionsEnded } from '../access/workspace-event.ts';
import { secretHash } from './secret-token.ts';
import { sessionAdapter } from './session-adapter.ts';

/** The only module that knows lucia. A session lasts this long from its last use in the second half of its life. */
const LIFE = new TimeSpan(30, 'd');
/** How exactly "last seen" is kept: a write per request would cost more than it tells. */
const SEEN_EVERY_MS = 10 * 60_000;

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof lucia>;
    DatabaseSessionAttributes: { createdAt: number; lastSeenAt: number; userAgent: string | null };
  }
}

const lucia = (context: Context, within?: Tx) =>
  new Lucia(sessionAdapter(context, within), {
    sessionExpiresIn: LIFE,
    getSessionAttributes: ({ lastSeenAt }) => ({ lastSeenAt }),
  });

export interface NewSession {
  /** The cookie's value: known to the browser only. */
  token: string;
  expiresAt: number;
}

export interface SessionFacts {
  /** The hash under which it is stored: names the session without opening it. */
  sessionId: string;
  personId: string;
  expiresAt: number;
  /** Its life was just prolonged: send the cookie again. */
  fresh: boolean;
}

const fromLucia = (context: Context, at: Date): number => at.getTime() + (context.now() - Date.now());

export interface SessionOptions {
  userAgent: string | null;
}

export function createSession(context: Context, personId: string, options: SessionOptions): Promise<NewSession> {
  return context.db.transaction((tx) => createSessionIn(context, tx, personId, options));
}

/** The same inside a transaction that also does something else, such as using up a link. */
export async function createSessionIn(
  context: Context,
  tx: Tx,
  personId: string,
  { userAgent }: SessionOptions,
): Promise<NewSession> {
  const now = context.now();
  const session = await lucia(context, tx).createSession(personId, {
    createdAt: now,
    lastSeenAt: now,
    userAgent: userAgent?.slice(0, 300) ?? null,
  });
  return { token: session.id, expiresAt: fromLucia(context, session.expiresAt) };
}

/** Null for a token that opens nothing: unknown, expired, ended. Whether the person may still act is loadActor's answer. */
export async function readSession(context: Context, token: string): Promise<SessionFacts | null> {
  const { session, user } = await lucia(context).validateSession(token);
  if (!session || !user) return null;
  const sessionId = secretHash(token);
  if (context.now() - session.lastSeenAt > SEEN_EVERY_MS) {
    await context.db.transaction((tx) =>
      tx.run('update sessions set last_seen_at = ? where id = ?', [context.now(), sessionId]),
    );
  }
  return { sessionId, personId: user.id, expiresAt: fromLucia(context, session.expiresAt), fresh: session.fresh };
}

/** Signs one browser out. Its open sockets hear of it through the workspace stream (X2). */
export async function endSession(context: Context, token: string): Promise<void> {
  await context.db.transaction(async (tx) => {
    const known = await tx.get<{ personId: string }>('select user_id as "personId" from sessions where id = ?', [
      secretHash(token),
    ]);
    if (!known) return;
    const held = await holdWorkspace(tx);
    await lucia(context, tx).invalidateSession(token);
    await recordAudit(context, tx, systemActor('session'), 'sign_out', known.personId);
    await tellSessionsEnded(context, tx, systemActor('session'), held, known.personId);
  });
}

/** Signs out another browser of the same person, named by the session's stored id. */
export async function endOtherSession(context: Context, personId: string, sessionId: string): Promise<void> {
  await context.db.transaction(async (tx) => {
    const held = await holdWorkspace(tx);
    await tx.run('delete from sessions where id = ? and user_id = ?', [sessionId, personId]);
    await recordAudit(context, tx, systemActor('session'), 'sign_out', personId);
    await tellSessionsEnded(context, tx, systemActor('session'), held, personId);
  });
}

/** Ends every session of a person, except the one that asks for it when its token is given. Answers how many. */
export async function endAllSessions(context: Context, personId: string, exceptToken?: string): Promise<number> {
  return context.db.transaction(async (tx) => {
    const held = await holdWorkspace(tx);
    const ended = await dropSessions(context, tx, personId, exceptToken);
    await recordAudit(context, tx, systemActor('session'), 'sessions_ended', personId, { sessions: ended });
    await tellSessionsEnded(context, tx, systemActor('session'), held, personId);
    return ended;
  });
}

/** The rows alone, for a command that tells the workspace itself. */
export async function dropSessions(context: Context, tx: Tx, personId: string, exceptToken?: string): Promise<number> {
  if (exceptToken !== undefined) {
    return tx.run('delete from sessions where user_id = ? and id <> ?', [personId, secretHash(exceptToken)]);
  }
  const count = await tx.get<{ n: number }>('select count(*) as n from sessions where user_id = ?', [personId]);
  await lucia(context, tx).invalidateUserSessions(personId);
  return count?.n ?? 0;
}

export interface SessionListEntry {
  sessionId: string;
  createdAt: number;
  lastSeenAt: number;
  userAgent: string | null;
}

/** A person's living sessions, last used first. */
export function sessionsOf(context: Context, read: Queries, personId: string): Promise<SessionListEntry[]> {
  return read.all<SessionListEntry>(
    `select id as "sessionId", created_at as "createdAt", last_seen_at as "lastSeenAt", user_agent as "userAgent"
     from sessions where user_id = ? and expires_at > ? order by last_seen_at desc, id`,
    [personId, expiryValue(read, context.now())],
  );
}

/** For the scheduler: rows that nobody will ask for again. Answers how many. */
export function deleteExpiredSessions(context: Context): Promise<number> {
  return context.db.transaction((tx) =>
    tx.run('delete from sessions where expires_at <= ?', [expiryValue(tx, context.now())]),
  );
}

/** Lucia's adapters keep seconds on SQLite and a timestamp on PostgreSQL. */
const expiryValue = ({ engine }: Queries, at: number): Value =>
  engine === 'sqlite' ? Math.floor(at / 1000) : new Date(at).toISOString();
