import { editableFields, personalFields, type EditableField, type EditLead } from '#lib/contract/board/commands.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canSeeLead, canWorkLead } from '#lib/domain/access/policy.ts';
import { fieldChangedMeanwhile, winNeedsAmount } from '#lib/domain/board/board-rules.ts';
import { invalidInput, notAllowed, notFound } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';
import {
  boardsOfCustomers,
  HeldBoards,
  indexCustomer,
  siblingChanges,
  withCustomersHeld,
} from '../intake/customer-leads.ts';
import { checkListed, isListed } from './check-listed.ts';
import { findLead, type Lead } from './lead-row.ts';
import { saveLeads, type HistoryFact } from './save-leads.ts';
import { leadAnswer, takeLead, type HeldLead, type LeadAnswer } from './take-board.ts';

type Personal = 'name' | 'company' | 'region' | 'remark';
const isPersonal = (field: EditableField): field is Personal => personalFields.includes(field);
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/**
 * Edits one field. Two people editing different fields both win; for the same field the second is refused with the value
 * the first one set, and may then overwrite it.
 */
export function editLead(context: Context, actor: Actor, input: EditLead): Promise<LeadAnswer> {
  const parsed = editableFields[input.field].safeParse(input.value);
  if (!parsed.success) throw invalidInput(input.field, parsed.error.issues[0]?.code ?? 'invalid');
  return withCustomersHeld(() => inTransaction(context, (tx) => editHeldLead(context, tx, actor, input, parsed.data)));
}

async function editHeldLead(
  context: Context,
  tx: Tx,
  actor: Actor,
  input: EditLead,
  value: unknown,
): Promise<LeadAnswer> {
  const { field } = input;
  // A name shows on every lead of the customer, so their boards are held too.
  const boards = shared.has(field) ? await takeBoardsOf(context, tx, actor, input.leadId) : null;
  const taken = boards
    ? await leadOn(tx, actor, boards.held, boards.ownId, input.leadId)
    : await takeLead(context, tx, actor, input.leadId);
  const { held, lead: before } = taken;
  if (!canWorkLead(actor, before)) throw notAllowed('work_lead');
  if (isListed(field)) await checkListed(tx, field, value as string | null);
  if (field === 'wonMinor' && before.state === 'won' && value === null) throw winNeedsAmount();
  const old = await currentValue(tx, before, field);
  if (!input.overwrite && !same(old, input.seen) && !same(old, value)) {
    // A refusal is stored and must hold no personal value: the editor's drawer shows those from its own reading.
    const theirs = isPersonal(field) || typeof old === 'object' ? null : old;
    throw fieldChangedMeanwhile(field, null, theirs ?? null);
  }
  const after: Lead = isPersonal(field)
    ? await writePersonal(tx, before, field, value as string | null)
    : { ...before, [field]: value };
  const history: HistoryFact[] = same(old, value)
    ? []
    : [
        isPersonal(field)
          ? { kind: 'edited', data: { field }, personal: { from: old, to: value } }
          : { kind: 'edited', data: { field, from: old, to: value } },
      ];
  if (!boards) await saveLeads(context, tx, actor, held, 'edit', [{ before, after, history }]);
  else {
    const siblings = await siblingChanges(tx, before, after);
    await boards.held.save(context, tx, actor, 'edit', [{ before, after, history }, ...siblings]);
    await boards.held.tell(context, tx, actor, 'edit');
    await indexCustomer(tx, after);
  }
  return leadAnswer(taken, after);
}

/** Fields of the customer that stand on the cards of all his leads. */
const shared = new Set<EditableField>(['name', 'company']);

async function takeBoardsOf(
  context: Context,
  tx: Tx,
  actor: Actor,
  leadId: string,
): Promise<{ ownId: string; held: HeldBoards }> {
  const lead = await tx.get<{ boardId: string; customerId: string }>(
    'select board_id as "boardId", customer_id as "customerId" from leads where id = ?',
    [leadId],
  );
  if (!lead) throw notFound('lead');
  const others = await boardsOfCustomers(tx, [lead.customerId]);
  const held = await HeldBoards.take(context, tx, actor, lead.boardId, others);
  await held.holdCustomers(tx, [lead.customerId]);
  return { ownId: lead.boardId, held };
}

async function leadOn(tx: Tx, actor: Actor, boards: HeldBoards, boardId: string, leadId: string): Promise<HeldLead> {
  const lead = await findLead(tx, leadId);
  if (!lead || !canSeeLead(actor, lead)) throw notFound('lead');
  return { held: boards.get(boardId), lead };
}

async function currentValue(tx: Tx, lead: Lead, field: EditableField): Promise<string | number | string[] | null> {
  if (field !== 'region' && field !== 'remark') return lead[field];
  const row = await tx.get<{ value: string | null }>(
    `select ${field} as "value" from customer_personal where customer_id = ?`,
    [lead.customerId],
  );
  return row?.value ?? null;
}

async function writePersonal(tx: Tx, lead: Lead, field: Personal, value: string | null): Promise<Lead> {
  await tx.run(`update customer_personal set ${field} = ? where customer_id = ?`, [value, lead.customerId]);
  return field === 'name' || field === 'company' ? { ...lead, [field]: value } : { ...lead };
}
