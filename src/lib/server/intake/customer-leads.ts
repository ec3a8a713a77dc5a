import { systemActor, type Actor } from '#lib/domain/access/actor.ts';
import type { Cause } from '#lib/contract/protocol.ts';
import { leadsChanged } from '../board/lead-event.ts';
import { findLeads, type Lead } from '../board/lead-row.ts';
import { saveLeads, type HeldBoard, type LeadChange } from '../board/save-leads.ts';
import { takeBoard } from '../board/take-board.ts';
import type { Context } from '../context/context.ts';
import type { Queries, Tx } from '../db/database.ts';
import { appendEvent, boardStream } from '../streams/stream.ts';
import { indexLead } from './index-lead.ts';

/** A customer's name and company stand on the cards of all his leads, on whichever board. */
const LOCK = 'update customers set kind = kind where id = ?';
const ATTEMPTS = 8;

/** One of the customer's leads stands on a board that the transaction does not hold: it came after the boards were looked up. */
class JoinedMeanwhile extends Error {}

/** Begins the transaction anew when a lead joined a customer on another board meanwhile (PostgreSQL). */
export async function withCustomersHeld<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof JoinedMeanwhile) || tried === ATTEMPTS) throw error;
    }
  }
}

const marks = (ids: readonly unknown[]) => ids.map(() => '?').join(', ');

/** Boards on which leads of these customers stand. */
export async function boardsOfCustomers(read: Queries, customerIds: readonly string[]): Promise<string[]> {
  if (customerIds.length === 0) return [];
  const rows = await read.all<{ boardId: string }>(
    `select distinct board_id as "boardId" from leads where customer_id in (${marks(customerIds)})`,
    customerIds,
  );
  return rows.map(({ boardId }) => boardId);
}

/** From here to the commit no lead joins the customer: whoever adds one holds him as well. Boards come first. */
export const holdCustomer = (tx: Tx, customerId: string): Promise<number> => tx.run(LOCK, [customerId]);

/**
 * The boards that one transaction writes to, taken in the order in which all commands take them, with what was changed on
 * each, which is told in one event per board.
 */
export class HeldBoards {
  readonly #held = new Map<string, HeldBoard>();
  readonly #changes = new Map<string, LeadChange[]>();

  /** @param own the board that the actor must be able to see, if any; the others are reached through a shared customer */
  static async take(
    context: Context,
    tx: Tx,
    actor: Actor,
    own: string | null,
    others: readonly string[],
  ): Promise<HeldBoards> {
    const boards = new HeldBoards();
    for (const id of [...new Set(own === null ? others : [own, ...others])].sort()) {
      boards.#held.set(id, await takeBoard(context, tx, id === own ? actor : systemActor('shared customer'), id));
    }
    return boards;
  }

  get(boardId: string): HeldBoard {
    const held = this.#held.get(boardId);
    if (!held) throw new JoinedMeanwhile(boardId);
    return held;
  }

  get ids(): string[] {
    return [...this.#held.keys()];
  }

  /** Locks the customers and makes sure that all boards of theirs are held. */
  async holdCustomers(tx: Tx, customerIds: readonly string[]): Promise<void> {
    for (const id of [...new Set(customerIds)].sort()) await holdCustomer(tx, id);
    for (const boardId of await boardsOfCustomers(tx, customerIds)) this.get(boardId);
  }

  /** Writes changes of leads on any of the boards; `tell` tells them. */
  async save(context: Context, tx: Tx, actor: Actor, cause: Cause, changes: readonly LeadChange[]): Promise<void> {
    for (const boardId of new Set(changes.map(({ after }) => after.boardId))) {
      const here = changes.filter(({ after }) => after.boardId === boardId);
      await saveLeads(context, tx, actor, this.get(boardId), cause, here, { event: false });
      this.#changes.set(boardId, [...(this.#changes.get(boardId) ?? []), ...here]);
    }
  }

  /** One event for each board that was taken: its number must be told also when nothing was written under it. */
  async tell(context: Context, tx: Tx, actor: Actor, cause: Cause): Promise<void> {
    for (const [boardId, { head }] of this.#held) {
      const event = leadsChanged(cause, merged(this.#changes.get(boardId) ?? []));
      await appendEvent(context, tx, actor, boardStream(boardId), head.seq, event);
    }
  }
}

/** Several changes of one lead as one: from the first before to the last after. */
function merged(changes: readonly LeadChange[]): LeadChange[] {
  const byLead = new Map<string, LeadChange>();
  for (const change of changes) {
    const first = byLead.get(change.after.id);
    byLead.set(change.after.id, first ? { ...change, before: first.before } : change);
  }
  return [...byLead.values()];
}

/**
 * The other leads of a lead's customer, as a change of name or company changes their cards. The boards and the customer are
 * held. Nothing to tell of them when neither changed.
 */
export async function siblingChanges(tx: Tx, before: Lead, after: Lead): Promise<LeadChange[]> {
  if (before.name === after.name && before.company === after.company) return [];
  const siblings = await siblingsOf(tx, after);
  return siblings.map((lead) => ({
    before: { ...lead, name: before.name, company: before.company },
    after: { ...lead, name: after.name, company: after.company },
    history: [],
  }));
}

const siblingsOf = (tx: Tx, { customerId, id }: Lead): Promise<Lead[]> =>
  findLeads(tx, 'l.customer_id = ? and l.id <> ?', [customerId, id]);

/** Writes anew the terms by which all leads of a customer are found: call it after his name or a contact changed. */
export async function indexCustomer(tx: Tx, lead: Lead): Promise<void> {
  for (const one of [lead, ...(await siblingsOf(tx, lead))]) {
    await indexLead(tx, { ...one, name: lead.name, company: lead.company });
  }
}
