import type { SetProduct } from '#lib/contract/access/boards.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManageLists } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { recordAudit } from './audit.ts';
import { archivedSince, checkListName } from './list-entry.ts';
import { holdWorkspace, tellWorkspaceChanged } from './workspace-event.ts';

/** Adds, changes or archives a product. A price is what is offered from now on; amounts of leads stay. */
export function setProduct(context: Context, actor: Actor, input: SetProduct): Promise<{ id: string }> {
  return inTransaction(context, async (tx) => {
    if (!canManageLists(actor)) throw notAllowed('manage_lists');
    const held = await holdWorkspace(tx);
    if (!input.archived) await checkListName(tx, 'products', input.name, input.id);
    const id = input.id ?? context.newId();
    const currency = input.priceMinor === null ? null : input.currency;
    const values = [input.name, input.series || null, input.priceMinor, currency];
    if (input.id === null) {
      await tx.run(
        'insert into products (name, series, price_minor, currency, id, archived_at) values (?, ?, ?, ?, ?, null)',
        [...values, id],
      );
    } else {
      const archivedAt = await archivedSince(context, tx, 'products', id, input.archived);
      await tx.run(
        'update products set name = ?, series = ?, price_minor = ?, currency = ?, archived_at = ? where id = ?',
        [...values, archivedAt, id],
      );
    }
    const { name, series, priceMinor, archived } = input;
    await recordAudit(context, tx, actor, 'product_changed', id, { name, series, priceMinor, currency, archived });
    await tellWorkspaceChanged(context, tx, actor, held, 'lists');
    return { id };
  });
}
