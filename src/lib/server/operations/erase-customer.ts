import { z } from 'zod';
import { id } from '#lib/contract/board/commands.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canErase } from '#lib/domain/access/policy.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import { recordAudit } from '../access/audit.ts';
import { findLeads } from '../board/lead-row.ts';
import type { LeadChange } from '../board/save-leads.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';
import { HeldBoards, withCustomersHeld } from '../intake/customer-leads.ts';
import { emptyPersonal, findPersonal, type FoundEvents } from '../streams/personal-in-events.ts';
import { boardStream } from '../streams/stream.ts';
import { emptyImports, findImports } from './erase-imports.ts';
import { noteErased } from './erased-ledger.ts';
import { personalValues, squeeze, withoutValues, type PersonalValues } from './personal-values.ts';
import { purgeWriteAheadLog } from './purge-write-ahead-log.ts';

/** The person himself, or any of his leads. */
export const eraseCustomerSchema = z.union([z.object({ customerId: id }), z.object({ leadId: id })]);
export type EraseCustomer = z.infer<typeof eraseCustomerSchema>;

export interface Erased {
  customerId: string;
  leads: number;
}

/**
 * Erases one person (C1): every personal value of the customer and his leads is emptied everywhere, all screens are told
 * to forget, and the leads stay, nameless, with their history, clocks and figures. Doing it again is harmless.
 */
export async function eraseCustomer(context: Context, actor: Actor, who: EraseCustomer): Promise<Erased> {
  if (!canErase(actor)) throw notAllowed('erase');
  const { read } = context.db;
  const customerId = 'customerId' in who ? who.customerId : await customerOf(read, who.leadId);
  const known = await personalValues(read, customerId);
  // The long searches come first and outside: they take no lock and may see older states, which is made good inside.
  const events = new Map<string, FoundEvents>();
  for (const boardId of await boardsOf(read, customerId)) {
    events.set(boardId, await findPersonal(read, boardStream(boardId), () => leadsOf(read, customerId)));
  }
  const imports = await findImports(read, known);

  let values = known;
  const erase = async (tx: Tx): Promise<Erased> => {
    const held = await HeldBoards.take(context, tx, actor, null, await boardsOf(tx, customerId));
    await held.holdCustomers(tx, [customerId]);
    // What was entered while the searches ran is his as well.
    values = together(known, await personalValues(tx, customerId));
    const ids = await leadsOf(tx, customerId);
    for (const boardId of held.ids) {
      const found = events.get(boardId) ?? { streamId: boardStream(boardId), byLead: new Map(), upTo: 0 };
      await emptyPersonal(tx, found, held.get(boardId).head.seq, ids);
    }
    await held.save(context, tx, actor, 'erase', await nameless(tx, customerId, values));
    await held.tell(context, tx, actor, 'erase');
    await emptyImports(tx, imports, ids);
    for (const leadId of ids) await emptyAround(tx, leadId, values);
    await emptySavedViews(tx, values);
    await emptyCustomer(context, tx, customerId);
    await recordAudit(context, tx, actor, 'customer_erased', customerId, { leads: ids.length });
    return { customerId, leads: ids.length };
  };
  const erased = await withCustomersHeld(() => inTransaction(context, erase));
  noteErased(context.config, customerId, context.now());
  // Rows that an import refused after its rows were looked through: nobody writes of him any more.
  const later = await findImports(read, values);
  await context.db.transaction((tx) => emptyImports(tx, later, []));
  await purgeWriteAheadLog(context);
  return erased;
}

const leadsOf = async (read: Pick<Tx, 'all'>, customerId: string): Promise<string[]> =>
  (await read.all<{ id: string }>('select id from leads where customer_id = ?', [customerId])).map(({ id }) => id);

const together = (a: PersonalValues, b: PersonalValues): PersonalValues => ({
  exact: new Set([...a.exact, ...b.exact]),
  needles: [...new Set([...a.needles, ...b.needles])],
});

async function customerOf(read: Pick<Tx, 'get'>, leadId: string): Promise<string> {
  const lead = await read.get<{ customerId: string }>('select customer_id as "customerId" from leads where id = ?', [
    leadId,
  ]);
  if (!lead) throw notFound('lead');
  return lead.customerId;
}

/** Boards on which the person's leads stand or ever stood. */
async function boardsOf(read: Pick<Tx, 'all'>, customerId: string): Promise<string[]> {
  const rows = await read.all<{ boardId: string }>(
    `select board_id as "boardId" from leads where customer_id = ?
     union select h.board_id as "boardId" from lead_history h join leads l on l.id = h.lead_id where l.customer_id = ?`,
    [customerId, customerId],
  );
  return rows.map(({ boardId }) => boardId);
}

async function nameless(tx: Tx, customerId: string, values: PersonalValues): Promise<LeadChange[]> {
  const leads = await findLeads(tx, 'l.customer_id = ?', [customerId]);
  return leads.map((before): LeadChange => {
    const after = { ...before, name: '', company: null, externalId: namelessKey(before.externalId, values) };
    return { before, after, history: [{ kind: 'erased', data: {} }] };
  });
}

/** The record's key in another system stays, unless that system used a phone number or an address for it. */
const namelessKey = (key: string | null, { needles }: PersonalValues): string | null =>
  key !== null && needles.some((needle) => squeeze(key).includes(needle)) ? null : key;

async function emptyAround(tx: Tx, leadId: string, { exact }: PersonalValues): Promise<void> {
  await tx.run('update activities set note = null where lead_id = ?', [leadId]);
  await tx.run('update lead_history set personal = null where lead_id = ?', [leadId]);
  await tx.run('delete from search_terms where lead_id = ?', [leadId]);
  const notices = await tx.all<{ id: string; args: string }>('select id, args from notices where lead_id = ?', [
    leadId,
  ]);
  for (const { id: noticeId, args } of notices) {
    await tx.run('update notices set args = ? where id = ?', [withoutValues(args, exact), noticeId]);
  }
}

/** Somebody may have saved a search for exactly this person. */
async function emptySavedViews(tx: Tx, values: PersonalValues): Promise<void> {
  const views = await tx.all<{ id: string; name: string; filter: string }>('select id, name, filter from saved_views');
  for (const { id: viewId, name, filter } of views) {
    const text = JSON.parse(filter) as string;
    const rest = withoutSearchFor(values, text);
    const named = isAbout(values, name) ? '…' : name;
    if (rest === text && named === name) continue;
    await tx.run('update saved_views set name = ?, filter = ? where id = ?', [named, JSON.stringify(rest), viewId]);
  }
}

/** A view's filter is the query of an address (state/board-filter.ts), with what is searched for in `q`. */
function withoutSearchFor(values: PersonalValues, filter: string): string {
  const params = new URLSearchParams(filter);
  if (!isAbout(values, params.get('q') ?? '')) return filter;
  params.delete('q');
  return params.toString();
}

const isAbout = ({ exact, needles }: PersonalValues, text: string): boolean =>
  exact.has(text.trim()) || needles.some((needle) => squeeze(text).includes(needle));

async function emptyCustomer(context: Context, tx: Tx, customerId: string): Promise<void> {
  const marked = await tx.run('update customers set erased_at = coalesce(erased_at, ?) where id = ?', [
    context.now(),
    customerId,
  ]);
  if (marked === 0) throw notFound('customer');
  await tx.run('delete from identities where customer_id = ?', [customerId]);
  await tx.run(
    `update customer_personal set name = '', company = null, region = null, remark = null where customer_id = ?`,
    [customerId],
  );
}
