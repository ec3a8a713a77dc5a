import type { KeptReason } from '#lib/contract/intake/import.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { findLead, type Lead } from '../board/lead-row.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { boardsOfCustomers, HeldBoards, indexCustomer, siblingChanges, withCustomersHeld } from './customer-leads.ts';
import { foreignFacts, whyKept } from './import-facts.ts';
import type { StoredImport } from './import-store.ts';
import type { PersonalColumn, UpdateTrace } from './update-from-row.ts';

const CHUNK = 50;
const UPDATED = `select r.row_no as "rowNo", r.lead_id as "leadId", r.personal, l.customer_id as "customerId"
  from import_rows r join leads l on l.id = r.lead_id
  where r.import_id = ? and r.outcome = 'updated' and r.personal is not null and r.row_no < ?
  order by r.row_no desc limit ${CHUNK}`;
const DONE = 'update import_rows set personal = null where import_id = ? and row_no = ?';

interface UpdatedRow {
  rowNo: number;
  leadId: string;
  customerId: string;
  personal: string;
}

/** Puts back what an import updated, the last row first, except where somebody worked the lead since. */
export async function restoreUpdated(
  context: Context,
  actor: Actor,
  stored: StoredImport,
): Promise<{ restored: number; kept: Map<string, KeptReason> }> {
  const restored = new Set<string>();
  const kept = new Map<string, KeptReason>();
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const part = await withCustomersHeld(() =>
      context.db.transaction((tx) => restoreSome(context, tx, actor, stored, before)),
    );
    for (const id of part.restored) restored.add(id);
    for (const [id, why] of part.kept) kept.set(id, why);
    if (part.last === null) return { restored: restored.size, kept };
    before = part.last;
  }
}

async function restoreSome(context: Context, tx: Tx, actor: Actor, stored: StoredImport, before: number) {
  const rows = await tx.all<UpdatedRow>(UPDATED, [stored.id, before]);
  const part = { restored: [] as string[], kept: new Map<string, KeptReason>(), last: null as number | null };
  if (rows.length === 0) return part;
  const customers = [...new Set(rows.map(({ customerId }) => customerId))];
  const boards = await HeldBoards.take(context, tx, actor, stored.boardId, await boardsOfCustomers(tx, customers));
  await boards.holdCustomers(tx, customers);
  for (const { rowNo, leadId, personal } of rows) {
    const { undo } = JSON.parse(personal) as { undo: UpdateTrace };
    // Who took the import back beside this one may have had the row already.
    if ((await tx.run(`${DONE} and personal is not null`, [stored.id, rowNo])) === 0) continue;
    const lead = await findLead(tx, leadId);
    if (!lead) continue;
    if ((await foreignFacts(tx, leadId, stored.id)) !== undo.facts) {
      part.kept.set(leadId, await whyKept(tx, leadId, stored.id));
      continue;
    }
    await restore(context, tx, actor, stored, boards, lead, undo);
    part.restored.push(leadId);
  }
  await boards.tell(context, tx, actor, 'undo');
  part.last = rows.length < CHUNK ? null : rows.at(-1)!.rowNo;
  return part;
}

async function restore(
  context: Context,
  tx: Tx,
  actor: Actor,
  stored: StoredImport,
  boards: HeldBoards,
  before: Lead,
  undo: UpdateTrace,
): Promise<void> {
  const back = await restoreCustomer(tx, before.customerId, undo);
  for (const id of undo.identityIds) await tx.run('delete from identities where id = ?', [id]);
  const after: Lead = {
    ...before,
    ...undo.lead,
    ...(typeof back.name === 'string' ? { name: back.name } : {}),
    ...(back.company === undefined ? {} : { company: back.company }),
  };
  const history = [{ kind: 'import_update_undone', data: { importId: stored.id } }];
  const siblings = await siblingChanges(tx, before, after);
  await boards.save(context, tx, actor, 'undo', [{ before, after, history }, ...siblings]);
  await indexCustomer(tx, after);
}

/** A value that somebody has replaced since, on another lead of the customer, stays. Answers what was put back. */
async function restoreCustomer(tx: Tx, customerId: string, undo: UpdateTrace): Promise<UpdateTrace['customer']> {
  const back: UpdateTrace['customer'] = {};
  for (const [column, old] of Object.entries(undo.customer) as [PersonalColumn, string | null][]) {
    const put = await tx.run(`update customer_personal set ${column} = ? where customer_id = ? and ${column} = ?`, [
      old,
      customerId,
      undo.wrote[column] ?? null,
    ]);
    if (put === 1) back[column] = old;
  }
  return back;
}
