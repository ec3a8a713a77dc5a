import { lastOfList, nameTaken } from '#lib/domain/access/access-rules.ts';
import { sameName } from '#lib/domain/access/same-name.ts';
import { notFound } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import type { Queries, Tx } from '../db/database.ts';

/** What the workspace's short lists have in common. */
type List = 'channels' | 'products' | 'lost_reasons';

export async function checkListName(read: Queries, list: List, name: string, exceptId: string | null): Promise<void> {
  const others = await read.all<{ name: string }>(`select name from ${list} where archived_at is null and id <> ?`, [
    exceptId ?? '',
  ]);
  if (others.some((other) => sameName(other.name, name))) throw nameTaken();
}

/** The moment to store: an entry that is archived already keeps its own. Refuses an unknown entry. */
export async function archivedSince(
  context: Context,
  tx: Tx,
  list: List,
  id: string,
  archived: boolean,
): Promise<number | null> {
  const row = await tx.get<{ archivedAt: number | null }>(
    `select archived_at as "archivedAt" from ${list} where id = ?`,
    [id],
  );
  if (!row) throw notFound('list_entry');
  return archived ? (row.archivedAt ?? context.now()) : null;
}

export async function checkOneRemains(read: Queries, list: List, withoutId: string): Promise<void> {
  const other = await read.get<{ id: string }>(`select id from ${list} where archived_at is null and id <> ? limit 1`, [
    withoutId,
  ]);
  if (!other) throw lastOfList();
}
