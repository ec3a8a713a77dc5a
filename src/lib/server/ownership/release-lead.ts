import type { ReleaseLead, ReleaseLeads } from '#lib/contract/ownership/commands.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canReleaseLead, overrides } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import type { BatchAnswer } from '../board/each-lead.ts';
import type { LeadAnswer } from '../board/take-board.ts';
import type { Context } from '../context/context.ts';
import { changeOwner, changeOwners, checkOpen, type OwnerStep } from './change-owner.ts';
import { intoPool } from './give-lead.ts';
import { boardHasNoPool, notOwned, reasonNeeded } from './ownership-refusals.ts';
import { endSpell } from './spells.ts';

/** Gives a lead back to the board's pool, where everybody may claim it; he who released it too. */
export const releaseLead = (context: Context, actor: Actor, input: ReleaseLead): Promise<LeadAnswer> =>
  changeOwner(context, actor, input.leadId, 'release', releasing(context, actor, input));

export const releaseLeads = (context: Context, actor: Actor, input: ReleaseLeads): Promise<BatchAnswer> =>
  changeOwners(context, actor, input.leadIds, 'release', releasing(context, actor, input));

function releasing(context: Context, actor: Actor, { reason }: Omit<ReleaseLead, 'leadId'>): OwnerStep {
  return async (tx, { board }, before) => {
    const ownerId = before.ownerId;
    if (ownerId === null) throw notOwned();
    if (!canReleaseLead(actor, before)) throw notAllowed('release_lead');
    checkOpen(before);
    const takesFromSomebody = overrides(actor, before);
    if (takesFromSomebody && !reason) throw reasonNeeded();
    const poolId = board.pool?.id;
    if (poolId === undefined) throw boardHasNoPool();
    await endSpell(context, tx, actor, before, 'release');
    const after = intoPool(before, poolId, 'release', context.now());
    const data = { from: ownerId, poolId, spellId: before.spellId };
    return {
      change: { before, after, history: [{ kind: 'released', data, personal: reason ? { reason } : undefined }] },
      ...(takesFromSomebody ? { override: { how: 'release', fromId: ownerId, toId: null } } : {}),
      notices: (factId) => [
        {
          personId: ownerId,
          kind: 'lead_released',
          leadId: before.id,
          args: { byId: actorId(actor), poolId, factId },
        },
      ],
    };
  };
}
