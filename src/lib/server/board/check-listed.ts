import { invalidInput } from '#lib/domain/errors.ts';
import type { Tx } from '../db/database.ts';

const LISTS = { channelId: 'channels', productId: 'products', lostReasonId: 'lost_reasons' } as const;
type Listed = keyof typeof LISTS;

/** Refuses an id that is on no list: history and events hold it as it came, so it must not be somebody's own words. */
export async function checkListed(tx: Tx, field: Listed, id: string | null): Promise<void> {
  if (id === null) return;
  const known = await tx.get<{ id: string }>(`select id from ${LISTS[field]} where id = ?`, [id]);
  if (!known) throw invalidInput(field, 'unknown');
}

export const isListed = (field: string): field is Listed => Object.hasOwn(LISTS, field);
