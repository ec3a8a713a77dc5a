import type { Cause } from '#lib/contract/protocol.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { applyContributions } from '../metrics/apply-contributions.ts';
import { appendEvent, boardStream } from '../streams/stream.ts';
import { leadsChanged } from './lead-event.ts';
import type { Lead } from './lead-row.ts';
import { recordFact, type HeldBoard } from './save-leads.ts';

/**
 * Takes leads off the board as if they had never been there: rows, spells, search terms and figures go, and with the last
 * lead of a customer the customer. Their history stays, voided, and says by what. Only undoing an import does this: a lead
 * that somebody worked is never deleted.
 */
export async function removeLeads(
  context: Context,
  tx: Tx,
  actor: Actor,
  held: HeldBoard,
  cause: Cause,
  leads: readonly Lead[],
  data: Record<string, unknown>,
): Promise<void> {
  const changes = leads.map((lead) => ({ before: lead, after: null }));
  await applyContributions(tx, held.board, changes);
  for (const lead of leads) {
    const factId = await recordFact(context, tx, actor, lead, { kind: 'removed', data });
    await tx.run('update lead_history set voided_by = ? where lead_id = ? and voided_by is null', [factId, lead.id]);
    for (const table of ['search_terms', 'activities', 'spells', 'notices']) {
      await tx.run(`delete from ${table} where lead_id = ?`, [lead.id]);
    }
    await tx.run('delete from leads where id = ?', [lead.id]);
    await removeLonelyCustomer(tx, lead.customerId);
  }
  const event = leadsChanged(cause, changes);
  await appendEvent(context, tx, actor, boardStream(held.board.id), held.head.seq, event);
}

async function removeLonelyCustomer(tx: Tx, customerId: string): Promise<void> {
  if (await tx.get('select 1 as "one" from leads where customer_id = ? limit 1', [customerId])) return;
  for (const table of ['identities', 'customer_personal']) {
    await tx.run(`delete from ${table} where customer_id = ?`, [customerId]);
  }
  await tx.run('delete from customers where id = ?', [customerId]);
}
