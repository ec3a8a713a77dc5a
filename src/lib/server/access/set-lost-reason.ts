import type { SetLostReason } from '#lib/contract/access/boards.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManageLists } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { recordAudit } from './audit.ts';
import { archivedSince, checkListName, checkOneRemains } from './list-entry.ts';
import { holdWorkspace, tellWorkspaceChanged } from './workspace-event.ts';

/** Adds, renames or archives a reason for losing a lead. One always remains: losing needs a reason (O11). */
export function setLostReason(context: Context, actor: Actor, input: SetLostReason): Promise<{ id: string }> {
  return inTransaction(context, async (tx) => {
    if (!canManageLists(actor)) throw notAllowed('manage_lists');
    const held = await holdWorkspace(tx);
    if (!input.archived) await checkListName(tx, 'lost_reasons', input.name, input.id);
    const id = input.id ?? context.newId();
    if (input.id === null) {
      await tx.run(
        'insert into lost_reasons (id, name, rank, archived_at) select ?, ?, coalesce(max(rank), -1) + 1, null from lost_reasons',
        [id, input.name],
      );
    } else {
      const archivedAt = await archivedSince(context, tx, 'lost_reasons', id, input.archived);
      if (archivedAt !== null) await checkOneRemains(tx, 'lost_reasons', id);
      await tx.run('update lost_reasons set name = ?, archived_at = ? where id = ?', [input.name, archivedAt, id]);
    }
    await recordAudit(context, tx, actor, 'lost_reason_changed', id, { name: input.name, archived: input.archived });
    await tellWorkspaceChanged(context, tx, actor, held, 'lists');
    return { id };
  });
}
