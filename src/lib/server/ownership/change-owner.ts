import type { Cause } from '#lib/contract/protocol.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canSeeLead } from '#lib/domain/access/policy.ts';
import { notFound } from '#lib/domain/errors.ts';
import { leadClosed } from '#lib/domain/ownership/refusals.ts';
import { eachLead, type BatchAnswer } from '../board/each-lead.ts';
import { findLead, type Lead } from '../board/lead-row.ts';
import { saveLeads, voidFact, type HeldBoard, type LeadChange } from '../board/save-leads.ts';
import { leadAnswer, takeBoard, takeLead, type LeadAnswer } from '../board/take-board.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';
import { recordOverrides, type Override } from './overrides.ts';
import { bundled, notify, type NewNotice } from './notices.ts';

/** What a step makes of one lead. `notices` is asked once the lead is saved; `factId` is its first history fact. */
export interface OwnerChange {
  change: LeadChange;
  notices?: (factId: string | undefined) => NewNotice[];
  /** X4: what a manager did to somebody else's lead, for the audit log. */
  override?: Override;
  /** The fact that an undo takes back: it stays, and says by which fact it was taken back. */
  voids?: string;
}

/** Decides and changes one lead under the board's hold. Every refusal comes before the first write. */
export type OwnerStep = (tx: Tx, held: HeldBoard, lead: Lead) => Promise<OwnerChange>;

/** Nobody is told what he did himself. */
const toOthers = (actor: Actor, notices: readonly NewNotice[]) =>
  notices.filter(({ personId }) => personId !== actorId(actor));

/** One lead to another owner or the pool: lead, spells, history, event and notices in one transaction. */
export function changeOwner(
  context: Context,
  actor: Actor,
  leadId: string,
  cause: Cause,
  step: OwnerStep,
): Promise<LeadAnswer> {
  return inTransaction(context, async (tx) => {
    const taken = await takeLead(context, tx, actor, leadId);
    const { change, notices, voids, override } = await step(tx, taken.held, taken.lead);
    const [factId] = await saveLeads(context, tx, actor, taken.held, cause, [change]);
    if (voids && factId) await voidFact(tx, voids, factId);
    if (override) await recordOverrides(context, tx, actor, [{ leadId, ...override }]);
    await notify(context, tx, actor, toOthers(actor, notices?.(factId) ?? []));
    return leadAnswer(taken, change.after);
  });
}

/** Several leads of one board: a result per lead (P9), one event, and one notice per person instead of hundreds. */
export function changeOwners(
  context: Context,
  actor: Actor,
  leadIds: readonly string[],
  cause: Cause,
  step: OwnerStep,
): Promise<BatchAnswer> {
  return inTransaction(context, async (tx) => {
    const held = await takeBoardOf(context, tx, actor, leadIds);
    const told: NewNotice[] = [];
    const overridden: (Override & { leadId: string })[] = [];
    const batch = await eachLead(leadIds, async (leadId) => {
      const lead = await findLead(tx, leadId);
      if (!lead || lead.boardId !== held.board.id || !canSeeLead(actor, lead)) throw notFound('lead');
      const { change, notices, voids, override } = await step(tx, held, lead);
      const [factId] = await saveLeads(context, tx, actor, held, cause, [change], { event: false });
      if (voids && factId) await voidFact(tx, voids, factId);
      told.push(...(notices?.(factId) ?? []));
      if (override) overridden.push({ leadId, ...override });
      return change;
    });
    await recordOverrides(context, tx, actor, overridden);
    await notify(context, tx, actor, bundled(toOthers(actor, told)));
    return batch.finish(context, tx, actor, held, cause);
  });
}

/** The board of the first lead that exists; leads of other boards are unknown to the batch. */
export async function takeBoardOf(
  context: Context,
  tx: Tx,
  actor: Actor,
  leadIds: readonly string[],
): Promise<HeldBoard> {
  for (const leadId of leadIds) {
    const place = await tx.get<{ boardId: string }>('select board_id as "boardId" from leads where id = ?', [leadId]);
    if (place) return takeBoard(context, tx, actor, place.boardId);
  }
  throw notFound('lead');
}

export function checkOpen(lead: Lead): void {
  if (lead.state !== 'open') throw leadClosed(lead.state);
}
