import type { Actor } from '#lib/domain/access/actor.ts';
import { recordAudit } from '../access/audit.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';

/** What a manager did to a lead of somebody else (X4). `fromId`: whose it was; `toId`: who got it. */
export interface Override {
  how: 'assign' | 'transfer' | 'release' | 'protect' | 'unprotect' | 'undo_recycle';
  fromId: string;
  toId: string | null;
}

/** Named in a line at most; a batch of more says how many. */
const MOST_NAMED = 20;

/**
 * Every override stands in the audit log, where admins see who took what from whom how often: a line per person and kind,
 * so that a batch does not bury the rest. The reason is in the lead's own history, since it may name the customer (C1).
 */
export async function recordOverrides(
  context: Context,
  tx: Tx,
  actor: Actor,
  done: readonly (Override & { leadId: string })[],
): Promise<void> {
  if (actor.kind !== 'person') return;
  const groups = Map.groupBy(done, ({ how, fromId, toId }) => `${how} ${fromId} ${toId}`);
  for (const group of groups.values()) {
    const { how, fromId, toId } = group[0]!;
    const leadIds = group.slice(0, MOST_NAMED).map(({ leadId }) => leadId);
    await recordAudit(context, tx, actor, 'lead_overridden', fromId, { how, toId, count: group.length, leadIds });
  }
}
