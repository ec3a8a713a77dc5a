import type { RevokeScreen } from '#lib/contract/screen/wall.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canTakeOverScreens } from '#lib/domain/access/policy.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import { recordAudit } from '../access/audit.ts';
import { holdWorkspace, tellWorkspaceChanged } from '../access/workspace-event.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';

/** From now on an admin answers for a wall: one that stopped with its maker's rights goes on under the same address. */
export async function takeOverScreen(context: Context, actor: Actor, { screenId }: RevokeScreen): Promise<void> {
  await inTransaction(context, async (tx) => {
    if (!canTakeOverScreens(actor)) throw notAllowed('take_over_screens');
    const head = await holdWorkspace(tx);
    const screen = await tx.get<{ createdById: string | null }>(
      'select created_by_id as "createdById" from screens where id = ? and revoked_at is null',
      [screenId],
    );
    if (!screen) throw notFound('screen');
    await tx.run('update screens set created_by_id = ? where id = ?', [actorId(actor), screenId]);
    await recordAudit(context, tx, actor, 'screen_taken_over', screenId, { fromId: screen.createdById });
    await tellWorkspaceChanged(context, tx, actor, head, 'screens');
  });
}
