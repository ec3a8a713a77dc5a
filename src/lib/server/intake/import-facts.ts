import type { KeptReason } from '#lib/contract/intake/import.ts';
import type { Queries } from '../db/database.ts';

/**
 * Facts of a lead's history that an import did not write itself and that are somebody's work; a warning is nobody's. Facts
 * are counted, voided ones too, and not compared by time: nodes' clocks differ.
 * One parameter: the pattern of the import's own facts (`ownFacts`).
 */
export const FOREIGN = `h.kind <> 'warned' and h.data not like ?`;

/** An import writes its id into each of its facts. */
export const ownFacts = (importId: string): string => `%"importId":"${importId}"%`;

const COUNT = `select count(*) as "n" from lead_history h where h.lead_id = ? and ${FOREIGN}`;
const LAST = `select h.kind from lead_history h where h.lead_id = ? and ${FOREIGN} order by h.recorded_at desc, h.id desc limit 1`;

export async function foreignFacts(read: Queries, leadId: string, importId: string): Promise<number> {
  return (await read.get<{ n: number }>(COUNT, [leadId, ownFacts(importId)]))?.n ?? 0;
}

const reasons: Readonly<Record<string, KeptReason>> = {
  moved: 'moved',
  move_undone: 'moved',
  followed_up: 'followed_up',
  follow_up_voided: 'followed_up',
  next_set: 'followed_up',
  assigned: 'owner_changed',
  claimed: 'owner_changed',
  transferred: 'owner_changed',
  released: 'owner_changed',
  recycled: 'owner_changed',
  recycle_undone: 'owner_changed',
};

/** What was last done with a lead that stays. */
export async function whyKept(read: Queries, leadId: string, importId: string): Promise<KeptReason> {
  const last = await read.get<{ kind: string }>(LAST, [leadId, ownFacts(importId)]);
  return reasons[last?.kind ?? ''] ?? 'edited';
}
