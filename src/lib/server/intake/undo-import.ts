import type { KeptReason, UndoneImport } from '#lib/contract/intake/import.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canUndoImport } from '#lib/domain/access/policy.ts';
import { DomainError, notAllowed } from '#lib/domain/errors.ts';
import { recordAudit } from '../access/audit.ts';
import { findLeads } from '../board/lead-row.ts';
import { removeLeads } from '../board/remove-leads.ts';
import { takeBoard } from '../board/take-board.ts';
import type { Context } from '../context/context.ts';
import { emptyPersonal, findPersonal } from '../streams/personal-in-events.ts';
import { boardStream } from '../streams/stream.ts';
import { FOREIGN, ownFacts, whyKept } from './import-facts.ts';
import { findImport, type StoredImport, type UndoneFacts } from './import-store.ts';
import { restoreUpdated } from './restore-updated.ts';

const CHUNK = 100;

const notUndoable = (state: string) =>
  new DomainError('import_not_undoable', `an import that is ${state} cannot be undone`, { state });

const BEGIN = `update imports set state = 'undoing' where id = ? and state in ('finished', 'failed', 'undoing')`;
const END = `update imports set state = 'undone', undone_at = ? where id = ? and state = 'undoing'`;
const CREATED = 'select id from leads where import_id = ?';

/** A lead that has got anything but the import's own facts has been worked, and is not taken away from anybody. */
const UNTOUCHED = `l.import_id = ? and l.board_id = ? and l.id > ?
  and not exists (select 1 from lead_history h where h.lead_id = l.id and ${FOREIGN})
  and not exists (select 1 from activities a where a.lead_id = l.id)
  order by l.id limit ${CHUNK}`;

/**
 * Takes an import back as a whole, in short transactions: leads that it made and nobody has worked go with their history
 * voided and their names forgotten, updates are put back where nobody worked the lead since. Goes on where it stood when
 * called again. Leads that somebody worked, also while the import still ran, stay, and are counted by what was done.
 */
export async function undoImport(
  context: Context,
  actor: Actor,
  { importId }: { importId: string },
): Promise<UndoneImport> {
  const stored = await findImport(context.db.read, importId);
  if (!canUndoImport(actor, stored.personId)) throw notAllowed('undo_import');
  if ((await context.db.transaction((tx) => tx.run(BEGIN, [importId]))) === 0) throw notUndoable(stored.state);
  const { restored, kept } = await restoreUpdated(context, actor, stored);
  const removed = await removeCreated(context, actor, stored);
  const { read } = context.db;
  for (const { id } of await read.all<{ id: string }>(CREATED, [importId])) {
    kept.set(id, await whyKept(read, id, importId));
  }
  const undone: UndoneImport = { removed, restored, kept: counted([...kept.values()]) };
  await context.db.transaction(async (tx) => {
    if ((await tx.run(END, [context.now(), importId])) === 0) return;
    await tx.run('delete from import_files where import_id = ?', [importId]);
    // What did not come in at all, or is back in its place, is nobody's any more.
    await tx.run('update import_rows set personal = null where import_id = ?', [importId]);
    const facts: UndoneFacts = { removed, restored, kept: kept.size, why: undone.kept };
    await recordAudit(context, tx, actor, 'import_undone', importId, { ...facts });
  });
  return undone;
}

function counted(reasons: readonly KeptReason[]): UndoneImport['kept'] {
  const counts: UndoneImport['kept'] = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** Nobody can be found by a lead that is gone, so its name goes from the board's stream with it (C1). */
async function removeCreated(context: Context, actor: Actor, stored: StoredImport): Promise<number> {
  const { read } = context.db;
  const created = async () => (await read.all<{ id: string }>(CREATED, [stored.id])).map(({ id }) => id);
  const names = await findPersonal(read, boardStream(stored.boardId), created);
  let removed = 0;
  for (let after = ''; ;) {
    const last = await context.db.transaction(async (tx) => {
      const held = await takeBoard(context, tx, actor, stored.boardId);
      const own = [stored.id, stored.boardId, after, ownFacts(stored.id)];
      const leads = await findLeads(tx, UNTOUCHED, own);
      await removeLeads(context, tx, actor, held, 'undo', leads, { importId: stored.id });
      const ids = leads.map(({ id }) => id);
      await emptyPersonal(tx, names, held.head.seq, ids);
      return { count: ids.length, id: ids.length < CHUNK ? null : ids.at(-1)! };
    });
    removed += last.count;
    if (last.id === null) return removed;
    after = last.id;
  }
}
