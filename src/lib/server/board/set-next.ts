import type { SetNext } from '#lib/contract/board/commands.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canWorkLead } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { saveLeads } from './save-leads.ts';
import { leadAnswer, takeLead, type LeadAnswer } from './take-board.ts';

/** Sets, moves or clears the next follow-up. It plans work and proves none: the ownership clock runs on (O4). */
export function setNext(context: Context, actor: Actor, input: SetNext): Promise<LeadAnswer> {
  return inTransaction(context, async (tx) => {
    const taken = await takeLead(context, tx, actor, input.leadId);
    const { held, lead: before } = taken;
    if (!canWorkLead(actor, before)) throw notAllowed('work_lead');
    const after = { ...before, nextAt: input.at, nextKind: input.at === null ? null : (input.kind ?? 'call') };
    await saveLeads(context, tx, actor, held, 'edit', [
      {
        before,
        after,
        history: [{ kind: 'next_set', data: { from: before.nextAt, to: after.nextAt, kind: after.nextKind } }],
      },
    ]);
    return leadAnswer(taken, after);
  });
}
