import type { MoveLead } from '#lib/contract/board/commands.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canWorkLead } from '#lib/domain/access/policy.ts';
import { checkMove, reach, type Stage } from '#lib/domain/board/board-rules.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';
import { recipientFor } from '../ownership/check-may-receive.ts';
import { beginSpell, endSpell } from '../ownership/spells.ts';
import { stageOf, type BoardConfig } from './board-config.ts';
import { checkListed } from './check-listed.ts';
import type { Lead } from './lead-row.ts';
import { mintPosition, rebalanceColumn } from './place-in-column.ts';
import { saveLeads, type HeldBoard, type LeadChange } from './save-leads.ts';
import { leadAnswer, takeLead, type LeadAnswer } from './take-board.ts';

/** What undoing a move restores: stored in the move's own fact. */
export interface MoveTrace {
  from: string;
  to: string;
  position: string;
  stageSince: number;
  reachedBefore: Lead['reached'];
  wonMinor: number | null;
  lostReasonId: string | null;
  closedAt: number | null;
  creditId?: string | null;
  creditTeamId?: string | null;
  nextAt: number | null;
  nextKind: Lead['nextKind'];
  idleFrom: number | null;
  spellId: string | null;
  spellStartedAt: number | null;
  deadline: Pick<Lead, 'holdUntil' | 'warnedFor'>;
}

/** Moves a card to a place in a column; into won and lost it ends the owner's spell, back out of them it begins a new one. */
export function moveLead(context: Context, actor: Actor, input: MoveLead): Promise<LeadAnswer> {
  return inTransaction(context, async (tx) => {
    const taken = await takeLead(context, tx, actor, input.leadId);
    const change = await placeLead(context, tx, actor, taken.held, taken.lead, input);
    const others = await rebalanceColumn(tx, change.after);
    await saveLeads(context, tx, actor, taken.held, 'move', [
      change,
      ...others.map((other) => ({ ...other, history: [] })),
    ]);
    return leadAnswer(taken, change.after);
  });
}

/** The move of one lead under the board's hold, ready to be saved. Every refusal comes before the first write. */
export async function placeLead(
  context: Context,
  tx: Tx,
  actor: Actor,
  held: HeldBoard,
  before: Lead,
  input: Omit<MoveLead, 'leadId'>,
): Promise<LeadChange> {
  if (!canWorkLead(actor, before) && before.poolId === null) throw notAllowed('work_lead');
  const from = stageOf(held.board, before.stageId);
  const to = stageOf(held.board, input.stageId);
  const after: Lead = { ...before };
  // Another place in the same column closes nothing: amount and reason of the close stay.
  const enters = from.id !== to.id;
  if (enters && to.kind === 'won') after.wonMinor = input.wonMinor ?? before.wonMinor;
  if (enters && to.kind === 'lost') after.lostReasonId = input.lostReasonId ?? null;
  checkMove({
    from,
    to,
    pooled: before.poolId !== null,
    seenStageId: input.fromStageId,
    wonMinor: after.wonMinor,
    lostReasonId: after.lostReasonId,
    lastMovedBy: null,
  });
  if (enters && to.kind === 'lost') await checkListed(tx, 'lostReasonId', after.lostReasonId);
  const { after: above, before: below } = input;
  const place = { boardId: held.board.id, stageId: to.id, leadId: before.id, after: above, before: below };
  after.position = await mintPosition(tx, place);
  if (!enters) return { before, after, history: [] };
  await enterStage(context, tx, actor, held.board, after, from, to);
  return { before, after, history: [{ kind: 'moved', data: { ...traceOf(before, to.id) } }] };
}

const traceOf = (lead: Lead, to: string): MoveTrace => ({
  from: lead.stageId,
  to,
  position: lead.position,
  stageSince: lead.stageSince,
  reachedBefore: lead.reached,
  wonMinor: lead.wonMinor,
  lostReasonId: lead.lostReasonId,
  closedAt: lead.closedAt,
  creditId: lead.creditId,
  creditTeamId: lead.creditTeamId,
  nextAt: lead.nextAt,
  nextKind: lead.nextKind,
  idleFrom: lead.idleFrom,
  spellId: lead.spellId,
  spellStartedAt: lead.spellStartedAt,
  deadline: { holdUntil: lead.holdUntil, warnedFor: lead.warnedFor },
});

/** Sets what entering a stage changes on the lead. The save that follows writes it. */
export async function enterStage(
  context: Context,
  tx: Tx,
  actor: Actor,
  board: BoardConfig,
  lead: Lead,
  from: Stage,
  to: Stage,
  at: number = context.now(),
): Promise<void> {
  lead.stageId = to.id;
  lead.stageSince = at;
  lead.reached = reach(lead.reached, to.id, at);
  lead.state = to.kind;
  if (to.kind === 'open') {
    if (from.kind === 'open') return;
    lead.closedAt = null;
    lead.creditId = null;
    lead.creditTeamId = null;
    lead.wonMinor = null;
    lead.lostReasonId = null;
    const ownerId = lead.ownerId ?? actorId(actor);
    if (ownerId === null) return;
    // A reopened lead is held again: room, board and cool-down are asked as on every path to an owner (O11, P3, P4).
    const owner = await recipientFor(tx, board, lead.id, ownerId, { now: at, managersReason: null });
    await beginSpell(context, tx, actor, lead, {
      ownerId,
      teamId: owner.teamId,
      began: 'reopen',
      startedAt: at,
      idleFrom: at,
    });
    return;
  }
  if (to.kind === 'won') lead.lostReasonId = null;
  else lead.wonMinor = null;
  lead.closedAt = at;
  lead.creditId = lead.ownerId;
  lead.creditTeamId = lead.teamId;
  lead.nextAt = null;
  lead.nextKind = null;
  if (from.kind === 'open') {
    await endSpell(context, tx, actor, lead, to.kind);
    lead.spellId = null;
  }
}
