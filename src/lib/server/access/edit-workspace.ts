import type { EditWorkspace } from '#lib/contract/access/workspace.ts';
import { zoneFixed } from '#lib/domain/access/access-rules.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManageWorkspace } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import { tellBoardChanged } from '../board/hold-board-config.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { boardStream, takeStream } from '../streams/stream.ts';
import { recordAudit } from './audit.ts';
import { checkSeen } from '../context/seen-mark.ts';
import { holdWorkspace, tellWorkspaceChanged } from './workspace-event.ts';
import { saveWorkspaceSettings, workspaceSettings } from './workspace-settings.ts';

/**
 * Name, zone, language, phone region and currency of the installation. The zone is fixed by the first lead: figures are
 * kept by days of that zone, and a lead that changes takes its day out of the cell where it was counted.
 */
export function editWorkspace(
  context: Context,
  actor: Actor,
  { seen, ...input }: EditWorkspace,
): Promise<EditWorkspace> {
  return inTransaction(context, async (tx) => {
    if (!canManageWorkspace(actor)) throw notAllowed('manage_workspace');
    const before = await workspaceSettings(tx);
    const zoneChanges = before.zone !== input.zone;
    // Every board's configuration carries the zone. Their streams come before the workspace's in the order of locks.
    if (zoneChanges) {
      const boards = await tx.all<{ id: string }>('select id from boards order by id');
      for (const { id } of boards) {
        const head = await takeStream(tx, boardStream(id), { config: true });
        await tellBoardChanged(context, tx, actor, id, head);
      }
    }
    const held = await holdWorkspace(tx);
    checkSeen(seen, await workspaceSettings(tx));
    if (zoneChanges) {
      const row = await tx.get<{ n: number }>('select count(*) as n from leads');
      if (Number(row?.n ?? 0) > 0) throw zoneFixed(Number(row!.n));
    }
    await saveWorkspaceSettings(tx, input);
    await recordAudit(context, tx, actor, 'workspace_changed', null, { ...input });
    await tellWorkspaceChanged(context, tx, actor, held, 'settings');
    return input;
  });
}
