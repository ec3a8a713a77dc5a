import type { AssignLead, AssignLeads } from '#lib/contract/ownership/commands.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canAssignLead, canDealTo, isManager, overrides } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import { alreadyOwner } from '#lib/domain/ownership/refusals.ts';
import { personNow } from '../access/person-now.ts';
import type { BatchAnswer } from '../board/each-lead.ts';
import type { LeadAnswer } from '../board/take-board.ts';
import type { Context } from '../context/context.ts';
import { changeOwner, changeOwners, checkOpen, type OwnerStep } from './change-owner.ts';
import { recipientFor } from './check-may-receive.ts';
import { giveLead } from './give-lead.ts';
import { dealtToSelf, reasonNeeded, takenForSelf } from './ownership-refusals.ts';

/**
 * A manager gives a lead to somebody, out of the pool or from its owner, who reads the reason (X4). The new owner's clock
 * begins now (O3); capacity binds him as on every path (P3).
 */
export const assignLead = (context: Context, actor: Actor, input: AssignLead): Promise<LeadAnswer> =>
  changeOwner(context, actor, input.leadId, 'assign', assigning(context, actor, input));

export const assignLeads = (context: Context, actor: Actor, input: AssignLeads): Promise<BatchAnswer> =>
  changeOwners(context, actor, input.leadIds, 'assign', assigning(context, actor, input));

function assigning(context: Context, actor: Actor, { ownerId, reason }: Omit<AssignLead, 'leadId'>): OwnerStep {
  return async (tx, { board }, before) => {
    if (!isManager(actor)) throw notAllowed('assign_lead');
    const { teamId } = await personNow(tx, ownerId);
    if (!canAssignLead(actor, before, teamId)) throw notAllowed('assign_lead');
    checkOpen(before);
    if (before.ownerId === ownerId) throw alreadyOwner(ownerId);
    if (!canDealTo(actor, ownerId)) throw before.ownerId === null ? dealtToSelf() : takenForSelf(before.ownerId);
    const takesFromSomebody = overrides(actor, before);
    if (takesFromSomebody && !reason) throw reasonNeeded();
    const to = await recipientFor(tx, board, before.id, ownerId, { now: context.now(), managersReason: reason });
    const after = await giveLead(context, tx, actor, before, { to, began: 'assign', ended: 'assign' });
    const data = { from: before.ownerId, to: to.id, spellId: after.spellId, poolId: before.poolId };
    const personal = reason ? { reason } : undefined;
    return {
      change: { before, after, history: [{ kind: 'assigned', data, personal }] },
      ...(takesFromSomebody ? { override: { how: 'assign', fromId: before.ownerId!, toId: to.id } } : {}),
      notices: (factId) => {
        const args = { byId: actorId(actor), fromId: before.ownerId, toId: to.id, factId };
        const gained = { personId: to.id, kind: 'lead_assigned', leadId: before.id, args };
        return before.ownerId === null
          ? [gained]
          : [gained, { ...gained, personId: before.ownerId, kind: 'lead_taken', args: { ...args, how: 'assign' } }];
      },
    };
  };
}
