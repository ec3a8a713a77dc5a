import type { TransferLead, TransferLeads } from '#lib/contract/ownership/commands.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canDealTo, canTransferLead, isManager, overrides } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import { alreadyOwner } from '#lib/domain/ownership/refusals.ts';
import type { BatchAnswer } from '../board/each-lead.ts';
import type { LeadAnswer } from '../board/take-board.ts';
import type { Context } from '../context/context.ts';
import { changeOwner, changeOwners, checkOpen, type OwnerStep } from './change-owner.ts';
import { recipientFor } from './check-may-receive.ts';
import { giveLead } from './give-lead.ts';
import { notOwned, reasonNeeded, takenForSelf } from './ownership-refusals.ts';

/**
 * An owner (or his manager) passes a lead on. The next owner gets what is left of the clock, with its appointment and its
 * warning, so that two friends cannot pass a lead back and forth (O3).
 */
export const transferLead = (context: Context, actor: Actor, input: TransferLead): Promise<LeadAnswer> =>
  changeOwner(context, actor, input.leadId, 'transfer', transferring(context, actor, input));

export const transferLeads = (context: Context, actor: Actor, input: TransferLeads): Promise<BatchAnswer> =>
  changeOwners(context, actor, input.leadIds, 'transfer', transferring(context, actor, input));

function transferring(context: Context, actor: Actor, { toId, note }: Omit<TransferLead, 'leadId'>): OwnerStep {
  return async (tx, { board }, before) => {
    const fromId = before.ownerId;
    if (fromId === null) throw notOwned();
    if (!canTransferLead(actor, before)) throw notAllowed('transfer_lead');
    checkOpen(before);
    if (fromId === toId) throw alreadyOwner(toId);
    const takesFromSomebody = overrides(actor, before);
    if (takesFromSomebody && !canDealTo(actor, toId)) throw takenForSelf(fromId);
    if (takesFromSomebody && !note) throw reasonNeeded();
    const managersReason = isManager(actor) ? note : null;
    const to = await recipientFor(tx, board, before.id, toId, { now: context.now(), managersReason });
    const after = await giveLead(context, tx, actor, before, { to, began: 'transfer', ended: 'transfer' });
    const data = { from: fromId, to: to.id, spellId: after.spellId, idleFrom: after.idleFrom };
    return {
      change: { before, after, history: [{ kind: 'transferred', data, personal: note ? { note } : undefined }] },
      ...(takesFromSomebody ? { override: { how: 'transfer', fromId, toId: to.id } } : {}),
      notices: (factId) => {
        const args = { byId: actorId(actor), fromId, toId: to.id, factId, deadlineAt: after.deadlineAt };
        const gained = { personId: to.id, kind: 'lead_transferred', leadId: before.id, args };
        return [gained, { ...gained, personId: fromId, kind: 'lead_taken', args: { ...args, how: 'transfer' } }];
      },
    };
  };
}
