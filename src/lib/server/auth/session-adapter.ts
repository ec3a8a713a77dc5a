import { DrizzlePostgreSQLAdapter, DrizzleSQLiteAdapter } from '@lucia-auth/adapter-drizzle';
import type { Adapter, DatabaseSession } from 'lucia';
import type { Context } from '../context/context.ts';
import type { Queries, Tx } from '../db/database.ts';
import { secretHash } from './secret-token.ts';

/**
 * Lucia's adapter over this project's database. It adds what the stock one lacks: ids are stored as hashes (a stolen copy
 * of the database opens no session), every write goes through a transaction, and the context's clock decides what is
 * expired. Lucia reads the machine's clock, so instants are shifted by the difference on their way in and out.
 * @param within write in this transaction; left out, each write is a transaction of its own
 */
export function sessionAdapter(context: Context, within?: Tx): Adapter {
  const shift = context.now() - Date.now();
  const toStored = (at: Date) => new Date(at.getTime() + shift);
  const toLucia = (session: DatabaseSession): DatabaseSession => ({
    ...session,
    expiresAt: new Date(session.expiresAt.getTime() - shift),
  });
  const read = stockAdapter(within ?? context.db.read);
  const write = (work: (stock: Adapter) => Promise<void>): Promise<void> =>
    within ? work(stockAdapter(within)) : context.db.transaction((tx) => work(stockAdapter(tx)));

  return {
    getSessionAndUser: async (token) => {
      const [session, user] = await read.getSessionAndUser(secretHash(token));
      // Lucia goes on with the id it finds here, and every way in hashes it: hand back the token, not its hash.
      return [session && { ...toLucia(session), id: token }, user];
    },
    getUserSessions: async (personId) => (await read.getUserSessions(personId)).map(toLucia),
    setSession: (session) =>
      write((stock) =>
        stock.setSession({ ...session, id: secretHash(session.id), expiresAt: toStored(session.expiresAt) }),
      ),
    updateSessionExpiration: (token, expiresAt) =>
      write((stock) => stock.updateSessionExpiration(secretHash(token), toStored(expiresAt))),
    deleteSession: (token) => write((stock) => stock.deleteSession(secretHash(token))),
    deleteUserSessions: (personId) => write((stock) => stock.deleteUserSessions(personId)),
    deleteExpiredSessions: () => Promise.reject(new Error('use deleteExpiredSessions of auth/sessions.ts')),
  };
}

/** Both stock adapters await drizzle's builders, which behave alike; only their types differ (db/database.ts). */
function stockAdapter({ engine, drizzle, schema }: Queries): Adapter {
  if (engine === 'sqlite') return new DrizzleSQLiteAdapter(drizzle, schema.sessions, schema.people);
  return new DrizzlePostgreSQLAdapter(drizzle as never, schema.sessions as never, schema.people as never);
}
