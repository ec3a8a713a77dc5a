import type { UndoRecycle } from '#lib/contract/ownership/commands.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canAssignLead, isManager } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import { leadAlreadyClaimed } from '#lib/domain/ownership/refusals.ts';
import { DAY_MS, HOUR_MS } from '#lib/domain/time/calendar.ts';
import { personNow } from '../access/person-now.ts';
import type { BatchAnswer } from '../board/each-lead.ts';
import type { Lead } from '../board/lead-row.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { changeOwners, type OwnerStep } from './change-owner.ts';
import { recipientFor } from './check-may-receive.ts';
import { dealtToSelf, notRecycled, undoTooLate } from './ownership-refusals.ts';
import type { RecycleTrace } from './recycle-lead.ts';
import { continueSpell } from './spells.ts';

/** For so long a recycling can be undone, and for so long at least the lead is safe afterwards. */
const UNDO_MS = DAY_MS;
const SAFE_HOURS = 24;

const LAST = `select id, recorded_at as "recordedAt", data from lead_history
  where lead_id = ? and kind = 'recycled' and voided_by is null order by recorded_at desc, id desc limit 1`;

/**
 * Gives recycled leads back to those who lost them: the ended spell goes on with the clock it had, and a promise that the
 * lead stays at least a day (its deadline has passed already). Leads that somebody took meanwhile are excepted (O9).
 */
export const undoRecycle = (context: Context, actor: Actor, { leadIds, reason }: UndoRecycle): Promise<BatchAnswer> =>
  changeOwners(context, actor, leadIds, 'undo', undoing(context, actor, reason));

function undoing(context: Context, actor: Actor, reason: string): OwnerStep {
  return async (tx, { board }, before) => {
    if (!isManager(actor)) throw notAllowed('undo_recycle');
    const now = context.now();
    if (before.ownerId !== null) throw leadAlreadyClaimed(before.ownerId, before.spellStartedAt);
    const fact = await lastRecycling(tx, before);
    // X4: nobody gives back to himself what the rules took from him.
    if (fact.ownerId === actorId(actor)) throw dealtToSelf();
    const { teamId } = await personNow(tx, fact.ownerId);
    if (!canAssignLead(actor, before, teamId)) throw notAllowed('undo_recycle');
    if (now > fact.recordedAt + UNDO_MS) throw undoTooLate(fact.recordedAt + UNDO_MS);
    const owner = await recipientFor(tx, board, before.id, fact.ownerId, { now, managersReason: reason });
    await continueSpell(tx, fact.spellId);
    const safeHours = Math.max(board.pool?.graceHours ?? 0, SAFE_HOURS);
    const after: Lead = {
      ...before,
      ...fact.was,
      ownerId: owner.id,
      teamId: owner.teamId,
      spellId: fact.spellId,
      poolId: null,
      pooledAt: null,
      pooledBy: null,
      warnedFor: now + Math.round(safeHours * HOUR_MS),
      warnDueAt: null,
    };
    const data = { spellId: fact.spellId, ownerId: owner.id, undoes: fact.id };
    return {
      change: { before, after, history: [{ kind: 'recycle_undone', data, personal: { reason } }] },
      override: { how: 'undo_recycle', fromId: owner.id, toId: null },
      voids: fact.id,
      notices: (factId) => {
        const args = { byId: actorId(actor), factId, deadlineAt: after.deadlineAt };
        return [{ personId: owner.id, kind: 'recycle_undone', leadId: before.id, args }];
      },
    };
  };
}

async function lastRecycling(tx: Tx, lead: Lead) {
  if (lead.poolId === null || lead.pooledBy !== 'recycle') throw notRecycled();
  const row = await tx.get<{ id: string; recordedAt: number; data: string }>(LAST, [lead.id]);
  if (!row) throw notRecycled();
  const data = JSON.parse(row.data) as { spellId: string; ownerId: string; was: RecycleTrace };
  return { ...row, ...data };
}
