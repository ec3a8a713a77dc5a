import type { Cause } from '#lib/contract/protocol.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { findLeads, type Lead } from '../board/lead-row.ts';
import { leadsChanged } from '../board/lead-event.ts';
import { saveLeads, type HeldBoard, type LeadChange } from '../board/save-leads.ts';
import { takeBoard } from '../board/take-board.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { appendEvent, boardStream } from '../streams/stream.ts';
import type { OwnerChange } from './change-owner.ts';
import { bundled, notify, type NewNotice } from './notices.ts';

/** Leads in one transaction at most, and how long it may take: the board is held, and people move cards meanwhile. */
export const CHUNK = 200;
const CHUNK_MS = 20;

export interface BackgroundWork {
  boardId: string;
  cause: Cause;
  leadIds: readonly string[];
  /** Null: nothing to do for this lead. */
  step: (tx: Tx, held: HeldBoard, lead: Lead) => Promise<OwnerChange | null>;
  /** Between two chunks: whether to stop here. */
  stopped?: () => boolean;
}

/**
 * Changes many leads of a board without being in anybody's way: in chunks, one transaction and one event each, letting
 * others in between. A lead at which something unexpected happens is left out, logged, and named in `failed`; the rest goes on.
 */
export async function inBackground(
  context: Context,
  actor: Actor,
  work: BackgroundWork,
): Promise<{ changes: LeadChange[]; failed: string[] }> {
  const quiet: Context = { ...context, mutation: null };
  const waiting = [...work.leadIds];
  const changes: LeadChange[] = [];
  const failed: string[] = [];
  let size = CHUNK;
  while (waiting.length > 0 && !work.stopped?.()) {
    const chunk = waiting.slice(0, size);
    try {
      const done = await oneChunk(quiet, actor, work, chunk);
      changes.push(...done.changes);
      waiting.splice(0, done.taken);
    } catch (error) {
      if (chunk.length === 1) {
        context.log.error(
          { err: error, lead: chunk[0], cause: work.cause },
          'a lead could not be changed in the background',
        );
        failed.push(...waiting.splice(0, 1));
        size = CHUNK;
      } else {
        // The next ones go alone, so that one bad lead holds up nobody else.
        size = 1;
      }
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { changes, failed };
}

async function oneChunk(
  context: Context,
  actor: Actor,
  { boardId, cause, step }: BackgroundWork,
  leadIds: readonly string[],
): Promise<{ taken: number; changes: LeadChange[] }> {
  let taken = 0;
  try {
    const changes = await context.db.transaction(async (tx) => {
      taken = 0;
      const held = await takeBoard(context, tx, actor, boardId);
      // Two lengths of list and no more: each is a statement of its own.
      const padded =
        leadIds.length === 1 ? leadIds : [...leadIds, ...new Array<string>(CHUNK - leadIds.length).fill('')];
      const marks = padded.map(() => '?').join(', ');
      const leads = await findLeads(tx, `l.board_id = ? and l.id in (${marks})`, [boardId, ...padded]);
      const byId = new Map(leads.map((lead) => [lead.id, lead]));
      const stopAt = performance.now() + CHUNK_MS;
      const done: LeadChange[] = [];
      const told: NewNotice[] = [];
      for (const leadId of leadIds) {
        if (taken > 0 && performance.now() > stopAt) break;
        taken++;
        const lead = byId.get(leadId);
        const result = lead && (await step(tx, held, lead));
        if (!result) continue;
        const [factId] = await saveLeads(context, tx, actor, held, cause, [result.change], { event: false });
        done.push(result.change);
        told.push(...(result.notices?.(factId) ?? []));
      }
      if (done.length === 0) throw new NothingToDo();
      await notify(context, tx, actor, bundled(told));
      await appendEvent(context, tx, actor, boardStream(boardId), held.head.seq, leadsChanged(cause, done));
      return done;
    });
    return { taken, changes };
  } catch (error) {
    if (error instanceof NothingToDo) return { taken, changes: [] };
    throw error;
  }
}

/** Rolls the transaction back: a stream number that was taken must not be left without an event. */
class NothingToDo extends Error {}
