import { editableFields, personalFields, type EditableField, type EditLead } from '#lib/contract/board/commands.ts';
import { systemActor, type Actor } from '#lib/domain/access/actor.ts';
import { canWorkLead } from '#lib/domain/access/policy.ts';
import { fieldChangedMeanwhile, winNeedsAmount } from '#lib/domain/board/board-rules.ts';
import { invalidInput, notAllowed } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';
import { indexLead } from '../intake/index-lead.ts';
import { checkListed, isListed } from './check-listed.ts';
import { findLeads, type Lead } from './lead-row.ts';
import { saveLeads, type HeldBoard, type HistoryFact, type LeadChange } from './save-leads.ts';
import { leadAnswer, takeBoard, takeLead, type HeldLead, type LeadAnswer } from './take-board.ts';

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
  return inTransaction(context, async (tx) => {
    const { field } = input;
    // A name shows on every lead of the customer, so their boards are held too, in the order that all commands keep.
    const others = shared.has(field) ? await otherBoards(tx, input.leadId) : [];
    const heldBefore = new Map<string, HeldBoard>();
    let taken: HeldLead | undefined;
    for (const { id, own } of others) {
      if (own) taken = await takeLead(context, tx, actor, input.leadId);
      else heldBefore.set(id, await takeBoard(context, tx, systemActor('edit'), id));
    }
    taken ??= await takeLead(context, tx, actor, input.leadId);
    const { held, lead: before } = taken;
    if (!canWorkLead(actor, before)) throw notAllowed('work_lead');
    if (isListed(field)) await checkListed(tx, field, parsed.data as string | null);
    if (field === 'wonMinor' && before.state === 'won' && parsed.data === null) throw winNeedsAmount();
    const old = await currentValue(tx, before, field);
    if (!input.overwrite && !same(old, input.seen) && !same(old, parsed.data)) {
      // A refusal is stored and must hold no personal value: the editor's drawer shows those from its own reading.
      const theirs = isPersonal(field) || typeof old === 'object' ? null : old;
      throw fieldChangedMeanwhile(field, null, theirs ?? null);
    }
    const after: Lead = isPersonal(field)
      ? await writePersonal(tx, before, field, parsed.data as string | null)
      : { ...before, [field]: parsed.data };
    const history: HistoryFact[] = same(old, parsed.data)
      ? []
      : [
          isPersonal(field)
            ? { kind: 'edited', data: { field }, personal: { from: old, to: parsed.data } }
            : { kind: 'edited', data: { field, from: old, to: parsed.data } },
        ];
    const siblings = shared.has(field) ? await siblingChanges(tx, before, after) : [];
    const here = siblings.filter(({ after: { boardId } }) => boardId === held.board.id);
    await saveLeads(context, tx, actor, held, 'edit', [{ before, after, history }, ...here]);
    for (const [boardId, other] of heldBefore) {
      const there = siblings.filter((sibling) => sibling.after.boardId === boardId);
      await saveLeads(context, tx, actor, other, 'edit', there);
    }
    if (isPersonal(field))
      for (const lead of [after, ...siblings.map((sibling) => sibling.after)]) await indexLead(tx, lead);
    return leadAnswer(taken, after);
  });
}

/** Fields of the customer that stand on the cards of all his leads. */
const shared = new Set<EditableField>(['name', 'company']);

async function otherBoards(tx: Tx, leadId: string): Promise<{ id: string; own: boolean }[]> {
  const rows = await tx.all<{ id: string; own: number }>(
    `select s.board_id as "id", max(case when s.id = l.id then 1 else 0 end) as "own"
     from leads l join leads s on s.customer_id = l.customer_id where l.id = ? group by s.board_id order by s.board_id`,
    [leadId],
  );
  return rows.map(({ id, own }) => ({ id, own: own === 1 }));
}

async function siblingChanges(tx: Tx, before: Lead, after: Lead): Promise<LeadChange[]> {
  const siblings = await findLeads(tx, 'l.customer_id = ? and l.id <> ?', [before.customerId, before.id]);
  return siblings.map((lead) => ({
    before: { ...lead, name: before.name, company: before.company },
    after: { ...lead, name: after.name, company: after.company },
    history: [],
  }));
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
