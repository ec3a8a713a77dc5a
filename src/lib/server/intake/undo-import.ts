import type { Actor } from '#lib/domain/access/actor.ts';
import { canUndoImport } from '#lib/domain/access/policy.ts';
import { DomainError, notAllowed } from '#lib/domain/errors.ts';
import { recordAudit } from '../access/audit.ts';
import { findLead, findLeads, type Lead } from '../board/lead-row.ts';
import { removeLeads } from '../board/remove-leads.ts';
import { saveLeads } from '../board/save-leads.ts';
import { takeBoard } from '../board/take-board.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { findImport, type StoredImport } from './import-store.ts';
import { indexLead } from './index-lead.ts';
import type { PersonalColumn, UpdateTrace } from './update-from-row.ts';

const CHUNK = 100;

export interface UndoneImport {
  removed: number;
  restored: number;
  /** Leads that somebody has worked since: they stay as they are. */
  kept: string[];
}

const notUndoable = (state: string) =>
  new DomainError('import_not_undoable', `an import that is ${state} cannot be undone`, { state });

/** A lead that has got anything but the import's own facts has been worked, and is not taken away from anybody. */
const UNTOUCHED = `l.import_id = ? and l.board_id = ? and l.id > ? and not exists (
    select 1 from lead_history h where h.lead_id = l.id and h.voided_by is null and h.recorded_at > ? and h.kind not in ('warned'))
  and not exists (select 1 from activities a where a.lead_id = l.id)
  order by l.id limit ${CHUNK}`;
const CREATED = 'select id from leads where import_id = ?';
const UPDATED = `select row_no as "rowNo", lead_id as "leadId", personal from import_rows
  where import_id = ? and outcome = 'updated' and row_no < ? order by row_no desc limit ${CHUNK}`;

/**
 * Takes an import back as a whole, in short transactions: leads that it made and nobody has touched since go with their
 * history voided, updates are put back where nothing changed afterwards. Goes on where it stood when called again.
 */
export async function undoImport(context: Context, actor: Actor, input: { importId: string }): Promise<UndoneImport> {
  const stored = await findImport(context.db.read, input.importId);
  if (!canUndoImport(actor, stored.personId)) throw notAllowed('undo_import');
  if (stored.state !== 'finished' && stored.state !== 'failed' && stored.state !== 'undoing') {
    throw notUndoable(stored.state);
  }
  await setState(context, stored.id, 'undoing');
  const restored = await restoreUpdated(context, actor, stored);
  const removed = await removeCreated(context, actor, stored);
  const kept = await context.db.read.all<{ id: string }>(CREATED, [stored.id]);
  await context.db.transaction(async (tx) => {
    await tx.run(`update imports set state = 'undone', undone_at = ? where id = ?`, [context.now(), stored.id]);
    await tx.run('delete from import_files where import_id = ?', [stored.id]);
    await recordAudit(context, tx, actor, 'import_undone', stored.id, { removed, restored, kept: kept.length });
  });
  return { removed, restored, kept: kept.map(({ id }) => id) };
}

const setState = (context: Context, importId: string, state: StoredImport['state']) =>
  context.db.transaction((tx) => tx.run('update imports set state = ? where id = ?', [state, importId]));

async function removeCreated(context: Context, actor: Actor, stored: StoredImport): Promise<number> {
  const until = stored.finishedAt ?? context.now();
  let removed = 0;
  for (let after = ''; ;) {
    const last = await context.db.transaction(async (tx) => {
      const held = await takeBoard(context, tx, actor, stored.boardId);
      const leads = await findLeads(tx, UNTOUCHED, [stored.id, stored.boardId, after, until]);
      await removeLeads(context, tx, actor, held, 'undo', leads, { importId: stored.id });
      removed += leads.length;
      return leads.length < CHUNK ? null : leads.at(-1)!.id;
    });
    if (last === null) return removed;
    after = last;
  }
}

async function restoreUpdated(context: Context, actor: Actor, stored: StoredImport): Promise<number> {
  let restored = 0;
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const next = await context.db.transaction(async (tx) => {
      const rows = await tx.all<{ rowNo: number; leadId: string; personal: string | null }>(UPDATED, [
        stored.id,
        before,
      ]);
      for (const row of rows) {
        const undo = row.personal && (JSON.parse(row.personal) as { undo: UpdateTrace } | null)?.undo;
        if (undo && (await restore(context, tx, actor, stored, row.leadId, undo))) restored++;
      }
      return rows.length < CHUNK ? null : rows.at(-1)!.rowNo;
    });
    if (next === null) return restored;
    before = next;
  }
}

async function restore(
  context: Context,
  tx: Tx,
  actor: Actor,
  stored: StoredImport,
  leadId: string,
  undo: UpdateTrace,
): Promise<boolean> {
  const held = await takeBoard(context, tx, actor, stored.boardId);
  const before = await findLead(tx, leadId);
  if (!before || before.version !== undo.version) {
    // The number is taken and must be told, also when nothing is written under it.
    await saveLeads(context, tx, actor, held, 'undo', []);
    return false;
  }
  for (const [column, value] of Object.entries(undo.customer) as [PersonalColumn, string | null][]) {
    await tx.run(`update customer_personal set ${column} = ? where customer_id = ?`, [value, before.customerId]);
  }
  for (const id of undo.identityIds) await tx.run('delete from identities where id = ?', [id]);
  const { name, company } = undo.customer;
  const after: Lead = {
    ...before,
    ...undo.lead,
    ...(name === undefined || name === null ? {} : { name }),
    ...(company === undefined ? {} : { company }),
  };
  const history = [{ kind: 'import_update_undone', data: { importId: stored.id } }];
  await saveLeads(context, tx, actor, held, 'undo', [{ before, after, history }]);
  await indexLead(tx, after);
  return true;
}
