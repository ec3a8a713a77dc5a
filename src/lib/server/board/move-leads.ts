import type { MoveLeads } from '#lib/contract/board/commands.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { notFound } from '#lib/domain/errors.ts';
import { canSeeLead } from '#lib/domain/access/policy.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { eachLead, type BatchAnswer } from './each-lead.ts';
import { findLead } from './lead-row.ts';
import { placeLead } from './move-lead.ts';
import { saveLeads } from './save-leads.ts';
import { takeBoard } from './take-board.ts';

/** Moves several cards at once: one event, a result per lead (P9). They keep the order in which they are given. */
export function moveLeads(context: Context, actor: Actor, input: MoveLeads): Promise<BatchAnswer> {
  return inTransaction(context, async (tx) => {
    const stage = await tx.get<{ boardId: string }>('select board_id as "boardId" from stages where id = ?', [
      input.stageId,
    ]);
    if (!stage) throw notFound('stage');
    const held = await takeBoard(context, tx, actor, stage.boardId);
    let after = input.after;
    const batch = await eachLead(input.leadIds, async (leadId) => {
      const lead = await findLead(tx, leadId);
      if (!lead || lead.boardId !== held.board.id || !canSeeLead(actor, lead)) throw notFound('lead');
      const change = await placeLead(context, tx, actor, held, lead, {
        stageId: input.stageId,
        after,
        before: after === null ? input.before : null,
        fromStageId: null,
        lostReasonId: input.lostReasonId,
      });
      // The next one goes below this one, so each is written before the next place is sought.
      await saveLeads(context, tx, actor, held, 'move', [change], { event: false });
      after = leadId;
      return change;
    });
    return batch.finish(context, tx, actor, held, 'move');
  });
}
