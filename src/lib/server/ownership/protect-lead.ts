import type { ProtectLead } from '#lib/contract/ownership/commands.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canProtectLead } from '#lib/domain/access/policy.ts';
import { invalidInput, notAllowed } from '#lib/domain/errors.ts';
import { DAY_MS } from '#lib/domain/time/calendar.ts';
import type { LeadAnswer } from '../board/take-board.ts';
import type { Context } from '../context/context.ts';
import { changeOwner, checkOpen } from './change-owner.ts';
import { notOwned } from './ownership-refusals.ts';

const MOST_DAYS = 366;

/** A manager keeps a lead with its owner until a day, visibly and with a reason (O8, X4); null ends the protection. */
export const protectLead = (
  context: Context,
  actor: Actor,
  { leadId, until, reason }: ProtectLead,
): Promise<LeadAnswer> =>
  changeOwner(context, actor, leadId, 'edit', (_tx, _held, before) => {
    const now = context.now();
    if (!canProtectLead(actor, before)) throw notAllowed('protect_lead');
    checkOpen(before);
    const { ownerId } = before;
    if (ownerId === null) throw notOwned();
    if (until !== null && until <= now) throw invalidInput('until', 'past');
    if (until !== null && until > now + MOST_DAYS * DAY_MS) throw invalidInput('until', 'too_far');
    const after = { ...before, protectedUntil: until };
    const data = { from: before.protectedUntil, until, spellId: before.spellId };
    return Promise.resolve({
      change: { before, after, history: [{ kind: 'protected', data, personal: { reason } }] },
      override: { how: until === null ? 'unprotect' : 'protect', fromId: ownerId, toId: null },
      notices: (factId) => {
        const args = { byId: actorId(actor), until, factId };
        return [{ personId: ownerId, kind: 'lead_protected', leadId, args }];
      },
    });
  });
