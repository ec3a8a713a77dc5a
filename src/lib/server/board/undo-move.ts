import type { UndoMove } from '#lib/contract/board/commands.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canWorkLead } from '#lib/domain/access/policy.ts';
import { leadChangedMeanwhile } from '#lib/domain/board/board-rules.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import { personNow } from '../access/person-now.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';
import { checkMayReceive } from '../ownership/check-may-receive.ts';
import { continueSpell, endSpell } from '../ownership/spells.ts';
import { stageOf } from './board-config.ts';
import type { Lead } from './lead-row.ts';
import type { MoveTrace } from './move-lead.ts';
import { saveLeads, voidFact, type HeldBoard } from './save-leads.ts';
import { leadAnswer, takeLead, type LeadAnswer } from './take-board.ts';

/** What an undo of a later move says changes nothing about this one: moves are undone step by step. */
const LAST_FACT = `select id, kind, data from lead_history
  where lead_id = ? and kind <> 'move_undone' and voided_by is null order by recorded_at desc, id desc limit 1`;

/**
 * Takes back the last move, as a command of its own: place, stage, first entries, close and spell are again what they
 * were, the clock too. Refused when anything about the lead has changed since.
 */
export function undoMove(context: Context, actor: Actor, input: UndoMove): Promise<LeadAnswer> {
  return inTransaction(context, async (tx) => {
    const taken = await takeLead(context, tx, actor, input.leadId);
    const { held, lead: before } = taken;
    if (!canWorkLead(actor, before)) throw notAllowed('work_lead');
    if (before.version !== input.version) throw leadChangedMeanwhile();
    const fact = await tx.get<{ id: string; kind: string; data: string }>(LAST_FACT, [before.id]);
    // Whoever names the present version has not thereby moved the lead last: it may have another owner since.
    if (fact?.kind !== 'moved') throw leadChangedMeanwhile();
    const trace = JSON.parse(fact.data) as MoveTrace;
    // A move that an import tells of restores nothing.
    if (trace.to !== before.stageId || trace.position === undefined) throw leadChangedMeanwhile();
    const was = stageOf(held.board, trace.from);
    const after: Lead = {
      ...before,
      stageId: trace.from,
      state: was.kind,
      position: trace.position,
      stageSince: trace.stageSince,
      reached: trace.reachedBefore,
      wonMinor: trace.wonMinor,
      lostReasonId: trace.lostReasonId,
      closedAt: trace.closedAt,
      nextAt: trace.nextAt,
      nextKind: trace.nextKind,
      idleFrom: trace.idleFrom,
      spellStartedAt: trace.spellStartedAt,
      ...trace.deadline,
      creditId: was.kind === 'open' ? null : (trace.creditId ?? before.creditId),
      creditTeamId: was.kind === 'open' ? null : (trace.creditTeamId ?? before.creditTeamId),
    };
    if (trace.spellId !== before.spellId) {
      if (trace.spellId !== null) await holdAgain(tx, held, after);
      await endSpell(context, tx, actor, before, 'undo');
      if (trace.spellId !== null) await continueSpell(tx, trace.spellId);
      after.spellId = trace.spellId;
    }
    const [undone] = await saveLeads(context, tx, actor, held, 'undo', [
      { before, after, history: [{ kind: 'move_undone', data: { from: trace.to, to: trace.from } }] },
    ]);
    await voidFact(tx, fact.id, undone!);
    return leadAnswer(taken, after);
  });
}

/** An open lead is held again: he must be there and have room (P3), and it carries the team he is in now. */
async function holdAgain(tx: Tx, { board }: HeldBoard, lead: Lead): Promise<void> {
  const owner = await personNow(tx, lead.ownerId!);
  await checkMayReceive(tx, board, owner);
  lead.teamId = owner.teamId;
}
