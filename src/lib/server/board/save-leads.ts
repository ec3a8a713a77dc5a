import type { Cause } from '#lib/contract/protocol.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { appendEvent, boardStream, type StreamHead } from '../streams/stream.ts';
import { applyContributions } from '../metrics/apply-contributions.ts';
import { setClock } from '../ownership/set-clock.ts';
import { insertSpell, type SpellRow } from '../ownership/spells.ts';
import type { BoardConfig } from './board-config.ts';
import { leadsChanged } from './lead-event.ts';
import { insertLeadRow, updateLeadRow, type Lead } from './lead-row.ts';

/** One fact for the permanent history. `data` holds ids and numbers only, `personal` what erasing empties. */
export interface HistoryFact {
  kind: string;
  data: Record<string, unknown>;
  personal?: Record<string, unknown>;
  /** When it happened; left out: now; null: unknown. */
  occurredAt?: number | null;
  /** Who did it, where that differs from the actor (an imported fact). */
  actorId?: string | null;
}

export interface LeadChange {
  /** Null: a new lead. */
  before: Lead | null;
  after: Lead;
  history: HistoryFact[];
  /** The first spell of a new lead, inserted right after its row. */
  spell?: SpellRow;
}

/** The board that a transaction holds, and the stream number it writes under. */
export interface HeldBoard {
  board: BoardConfig;
  head: StreamHead;
}

const INSERT_FACT = `insert into lead_history (id, lead_id, board_id, kind, occurred_at, recorded_at, actor_id, system, data, personal, voided_by)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null)`;

/**
 * The one place where leads are written. Rows, clocks, figures, history and the event go into the caller's transaction,
 * which holds the board. Sets `version`, the clock's columns and the close's credit on each `after`.
 * Answers the ids of the history facts, in order. Without `event` the caller appends one event for a whole batch.
 */
export async function saveLeads(
  context: Context,
  tx: Tx,
  actor: Actor,
  { board, head }: HeldBoard,
  cause: Cause,
  changes: readonly LeadChange[],
  options: { event: boolean } = { event: true },
): Promise<string[]> {
  const factIds: string[] = [];
  for (const { before, after, history, spell } of changes) {
    after.version = head.seq;
    setClock(after, board.pool, context.now());
    await (before ? updateLeadRow(tx, before, after) : insertLeadRow(tx, after));
    if (spell) await insertSpell(tx, spell);
    for (const fact of history) factIds.push(await recordFact(context, tx, actor, after, fact));
  }
  await applyContributions(tx, board, changes);
  if (options.event)
    await appendEvent(context, tx, actor, boardStream(board.id), head.seq, leadsChanged(cause, changes));
  return factIds;
}

export async function recordFact(
  context: Context,
  tx: Tx,
  actor: Actor,
  lead: { id: string; boardId: string },
  fact: HistoryFact,
): Promise<string> {
  const id = context.newId();
  const now = context.now();
  await tx.run(INSERT_FACT, [
    id,
    lead.id,
    lead.boardId,
    fact.kind,
    fact.occurredAt === undefined ? now : fact.occurredAt,
    now,
    fact.actorId === undefined ? actorId(actor) : fact.actorId,
    actor.kind === 'system' ? actor.name : null,
    JSON.stringify(fact.data),
    fact.personal ? JSON.stringify(fact.personal) : null,
  ]);
  return id;
}

/** Facts that an undo takes back stay, and say by which fact they were taken back. */
export const voidFact = (tx: Tx, factId: string, voidedBy: string): Promise<number> =>
  tx.run('update lead_history set voided_by = ? where id = ?', [voidedBy, factId]);
