import type { Actor } from '#lib/domain/access/actor.ts';
import { canSeeBoard, canSeeLead } from '#lib/domain/access/policy.ts';
import { notFound } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { boardOfStream, boardStream, takeStream, type StreamHead } from '../streams/stream.ts';
import { boardConfig } from './board-config.ts';
import { findLead, type Lead } from './lead-row.ts';
import type { HeldBoard } from './save-leads.ts';

/** Takes the board's stream, and with it the right to change its leads. Who may not open the board learns nothing of it. */
export async function takeBoard(context: Context, tx: Tx, actor: Actor, boardId: string): Promise<HeldBoard> {
  return holdBoard(context, tx, actor, boardId, await takeStream(tx, boardStream(boardId)));
}

async function holdBoard(
  context: Context,
  tx: Tx,
  actor: Actor,
  boardId: string,
  head: StreamHead,
): Promise<HeldBoard> {
  const board = await boardConfig(context, tx, boardId, head.config);
  if (!canSeeBoard(actor, board)) throw notFound('board');
  return { board, head };
}

export interface HeldLead {
  held: HeldBoard;
  lead: Lead;
}

/** Finds the board and takes its stream in one step: on PostgreSQL a round trip less. Whoever has leads has a stream. */
const TAKE_OF_LEAD = `update streams set seq = seq + 1
  where id = (select '${boardStream('')}' || board_id from leads where id = ?) returning id as "stream", seq, config`;

/** Takes the board of a lead and reads the lead under that hold. Who may not see the lead learns nothing of it. */
export async function takeLead(context: Context, tx: Tx, actor: Actor, leadId: string): Promise<HeldLead> {
  const taken = await tx.get<StreamHead & { stream: string }>(TAKE_OF_LEAD, [leadId]);
  if (!taken) throw notFound('lead');
  const held = await holdBoard(context, tx, actor, boardOfStream(taken.stream)!, taken);
  const lead = await findLead(tx, leadId);
  if (!lead || lead.boardId !== held.board.id || !canSeeLead(actor, lead)) throw notFound('lead');
  return { held, lead };
}

/** What commands answer: the number of the event that settles them, and the lead's new version for undo. */
export interface LeadAnswer {
  leadId: string;
  seq: number;
  version: number;
}

export const leadAnswer = ({ held }: HeldLead, lead: Lead): LeadAnswer => ({
  leadId: lead.id,
  seq: held.head.seq,
  version: lead.version,
});
