import type { Actor } from '#lib/domain/access/actor.ts';
import { whyRecycled } from '#lib/domain/ownership/explain.ts';
import { recycleVerdict } from '#lib/domain/ownership/recycling.ts';
import type { Lead } from '../board/lead-row.ts';
import type { HeldBoard } from '../board/save-leads.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import type { OwnerChange } from './change-owner.ts';
import { intoPool } from './give-lead.ts';
import { inBackground } from './in-background.ts';
import { endSpell } from './spells.ts';
import { warningStep, type DueLeads } from './warn-owner.ts';

/** What undoing a recycling restores: stored in the recycling's own fact. */
export interface RecycleTrace {
  spellStartedAt: number | null;
  idleFrom: number | null;
  holdUntil: number | null;
  nextAt: number | null;
  nextKind: Lead['nextKind'];
  formerOwnerId: string | null;
}

interface DueSpells extends Omit<DueLeads, 'leadIds'> {
  due: readonly { leadId: string; spellId: string | null }[];
  /** The moment for which it was planned; it may be later now. */
  scheduledAt: number;
}

/**
 * Takes leads whose time is over back into the pool. Decides from the facts of now (O2): a lead that was followed up,
 * held, protected or passed on since is left alone, one that nobody was warned of is warned first (O6). Asking twice for
 * the same spell does nothing (O9).
 */
export async function recycleLeads(
  context: Context,
  actor: Actor,
  { boardId, due, scheduledAt, stopped }: DueSpells,
): Promise<{ recycled: number; warned: number; failed: string[] }> {
  const spells = new Map(due.map(({ leadId, spellId }) => [leadId, spellId]));
  const { changes, failed } = await inBackground(context, actor, {
    boardId,
    stopped,
    leadIds: [...spells.keys()],
    cause: 'recycle',
    step: async (tx, held, lead) =>
      lead.spellId === spells.get(lead.id) ? recycleStep(context, tx, actor, held, lead, scheduledAt) : null,
  });
  const count = (kind: string) => changes.filter(({ history }) => history[0]?.kind === kind).length;
  return { recycled: count('recycled'), warned: count('warned'), failed };
}

export async function recycleLead(
  context: Context,
  actor: Actor,
  { leadId, spellId, scheduledAt }: { leadId: string; spellId: string; scheduledAt: number },
): Promise<{ recycled: boolean }> {
  const place = await context.db.read.get<{ boardId: string }>('select board_id as "boardId" from leads where id = ?', [
    leadId,
  ]);
  if (!place) return { recycled: false };
  const { recycled } = await recycleLeads(context, actor, { ...place, due: [{ leadId, spellId }], scheduledAt });
  return { recycled: recycled === 1 };
}

async function recycleStep(
  context: Context,
  tx: Tx,
  actor: Actor,
  { board }: HeldBoard,
  before: Lead,
  scheduledAt: number,
): Promise<OwnerChange> {
  const now = context.now();
  const verdict = recycleVerdict(before, board.pool, now);
  if (verdict.verdict === 'wait') {
    if (verdict.why === 'unwarned') return warningStep(context, tx, board, before);
    // The stored deadline was old; the save writes the one that the facts give.
    return { change: { before, after: { ...before }, history: [] } };
  }
  const pool = board.pool!;
  const ownerId = before.ownerId!;
  const why = whyRecycled(before, pool, pool.id);
  await endSpell(context, tx, actor, before, 'recycle', why);
  const after = intoPool(before, pool.id, 'recycle', now);
  const { spellStartedAt, idleFrom, holdUntil, nextAt, nextKind, formerOwnerId } = before;
  const was: RecycleTrace = { spellStartedAt, idleFrom, holdUntil, nextAt, nextKind, formerOwnerId };
  const data = { spellId: before.spellId, ownerId, poolId: pool.id, scheduledAt, why, was };
  return {
    change: { before, after, history: [{ kind: 'recycled', data }] },
    notices: (factId) => [{ personId: ownerId, kind: 'lead_recycled', leadId: before.id, args: { factId, ...why } }],
  };
}
