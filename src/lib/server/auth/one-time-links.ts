import { linkExpired, linkInvalid, linkUsed } from '#lib/domain/access/access-rules.ts';
import type { Context } from '../context/context.ts';
import type { Queries, Tx } from '../db/database.ts';
import { newSecret, secretHash } from './secret-token.ts';

export type LinkKind = 'setup' | 'password';
const HOUR = 3_600_000;
/** An invitation is sent by chat and may wait over a long weekend; a set-up link stands on a terminal. */
const LIFE: Record<LinkKind, number> = { setup: 24 * HOUR, password: 96 * HOUR };

export interface NewLink {
  token: string;
  expiresAt: number;
}

/**
 * Makes a link that works once. A new password link takes the place of the person's unused ones; set-up links stay beside
 * each other, since several nodes may start on one empty database.
 */
export async function makeLink(context: Context, tx: Tx, kind: LinkKind, personId: string | null): Promise<NewLink> {
  const now = context.now();
  await tx.run('delete from one_time_links where used_at is null and expires_at <= ?', [now]);
  if (personId !== null) await withdrawLinks(tx, personId);
  const token = newSecret();
  const expiresAt = now + LIFE[kind];
  await tx.run(
    'insert into one_time_links (token_hash, kind, person_id, created_at, expires_at, used_at) values (?, ?, ?, ?, ?, null)',
    [secretHash(token), kind, personId, now, expiresAt],
  );
  return { token, expiresAt };
}

/** Unused links of a person stop working. */
export const withdrawLinks = (tx: Tx, personId: string): Promise<number> =>
  tx.run('delete from one_time_links where person_id = ? and used_at is null', [personId]);

export interface OneTimeLink {
  personId: string | null;
  expiresAt: number;
  usedAt: number | null;
}

const FIND = `select person_id as "personId", expires_at as "expiresAt", used_at as "usedAt"
  from one_time_links where token_hash = ? and kind = ?`;

/** Looks at a link without using it; refuses one that no longer works, saying why. */
export async function readLink(context: Context, read: Queries, kind: LinkKind, token: string): Promise<OneTimeLink> {
  const link = await read.get<OneTimeLink>(FIND, [secretHash(token), kind]);
  if (!link) throw linkInvalid();
  if (link.usedAt !== null) throw linkUsed();
  if (link.expiresAt <= context.now()) throw linkExpired();
  return link;
}

/** Uses the link up: of any number of simultaneous users exactly one gets past here, the others are refused. */
export async function useLink(context: Context, tx: Tx, kind: LinkKind, token: string): Promise<OneTimeLink> {
  const now = context.now();
  const changed = await tx.run(
    'update one_time_links set used_at = ? where token_hash = ? and kind = ? and used_at is null and expires_at > ?',
    [now, secretHash(token), kind, now],
  );
  if (changed === 1) return (await tx.get<OneTimeLink>(FIND, [secretHash(token), kind]))!;
  await readLink(context, tx, kind, token);
  throw linkUsed();
}
