import type { SetChannel } from '#lib/contract/access/boards.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManageLists } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { recordAudit } from './audit.ts';
import { archivedSince, checkListName } from './list-entry.ts';
import { holdWorkspace, tellWorkspaceChanged } from './workspace-event.ts';

/** Adds, renames or archives a channel. Leads keep naming an archived one; it is only no longer offered. */
export function setChannel(context: Context, actor: Actor, input: SetChannel): Promise<{ id: string }> {
  return inTransaction(context, async (tx) => {
    if (!canManageLists(actor)) throw notAllowed('manage_lists');
    const held = await holdWorkspace(tx);
    if (!input.archived) await checkListName(tx, 'channels', input.name, input.id);
    const id = input.id ?? context.newId();
    if (input.id === null) {
      await tx.run('insert into channels (id, name, created_at, archived_at) values (?, ?, ?, null)', [
        id,
        input.name,
        context.now(),
      ]);
    } else {
      const archivedAt = await archivedSince(context, tx, 'channels', id, input.archived);
      await tx.run('update channels set name = ?, archived_at = ? where id = ?', [input.name, archivedAt, id]);
    }
    await recordAudit(context, tx, actor, 'channel_changed', id, { name: input.name, archived: input.archived });
    await tellWorkspaceChanged(context, tx, actor, held, 'lists');
    return { id };
  });
}
