import type { RowValues } from '#lib/domain/intake/read-row.ts';
import type { Queries } from '../db/database.ts';

const BY_IDENTITY = `select l.id, l.customer_id as "customerId" from identities i join leads l on l.customer_id = i.customer_id
  where i.kind = ? and i.value = ? and l.board_id = ? order by l.created_at desc limit 1`;
const BY_EXTERNAL = 'select id, customer_id as "customerId" from leads where board_id = ? and external_id = ? limit 1';

export interface KnownLead {
  id: string;
  customerId: string;
  by: 'phone' | 'email' | 'wechat' | 'externalId';
}

/** The lead of this board that a row repeats: by its key in the other system first, then by a way to reach the person. */
export async function leadOfRow(read: Queries, boardId: string, row: RowValues): Promise<KnownLead | null> {
  if (row.externalId !== null) {
    const lead = await read.get<{ id: string; customerId: string }>(BY_EXTERNAL, [boardId, row.externalId]);
    if (lead) return { ...lead, by: 'externalId' };
  }
  for (const { kind, value } of row.identities) {
    const lead = await read.get<{ id: string; customerId: string }>(BY_IDENTITY, [kind, value, boardId]);
    if (lead) return { ...lead, by: kind };
  }
  return null;
}

/** By what a row is recognised, as one text each. */
export const keysOfRow = (row: RowValues): { key: string; by: KnownLead['by'] }[] => [
  ...(row.externalId === null ? [] : [{ key: `externalId:${row.externalId}`, by: 'externalId' as const }]),
  ...row.identities.map(({ kind, value }) => ({ key: `${kind}:${value}`, by: kind })),
];
