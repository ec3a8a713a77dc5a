import type { EditPool } from '#lib/contract/access/boards.ts';
import { warningsTooEarly } from '#lib/domain/access/access-rules.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManageRules } from '#lib/domain/access/policy.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import { holdBoardConfig, tellBoardConfig } from '../board/hold-board-config.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Queries } from '../db/database.ts';
import { recordAudit } from './audit.ts';
import { checkSeen } from '../context/seen-mark.ts';

const SHOWN = `select name, recycling, recycling_since as "recyclingSince", idle_days as "idleDays", warn_hours as "warnHours",
    grace_hours as "graceHours", holding_limit as "holdingLimit", daily_claims as "dailyClaims", cool_down_hours as "coolDownHours"
  from pools where id = ?`;
type PoolShown = Omit<EditPool, 'poolId' | 'seen'> & { recyclingSince: number | null };

/** A pool's rules as its form shows them. */
export async function shownPool(read: Queries, poolId: string): Promise<PoolShown> {
  const row = await read.get<Omit<PoolShown, 'recycling' | 'warnHours'> & { recycling: number; warnHours: string }>(
    SHOWN,
    [poolId],
  );
  if (!row) throw notFound('pool');
  return { ...row, recycling: row.recycling === 1, warnHours: JSON.parse(row.warnHours) as number[] };
}

/** A pool's rules. Leads take up the new ones in the background; nobody's clock begins anew by it (O10). */
export function editPool(
  context: Context,
  actor: Actor,
  input: EditPool,
): Promise<{ poolId: string; boardId: string }> {
  return inTransaction(context, async (tx) => {
    if (!canManageRules(actor)) throw notAllowed('manage_rules');
    const place = await tx.get<{ boardId: string }>('select board_id as "boardId" from pools where id = ?', [
      input.poolId,
    ]);
    if (!place) throw notFound('pool');
    const held = await holdBoardConfig(tx, place.boardId);
    const before = await shownPool(tx, input.poolId);
    checkSeen(input.seen, before);
    const warnHours = [...new Set(input.warnHours)].sort((a, b) => b - a);
    const idleHours = input.idleDays * 24;
    if (warnHours[0] !== undefined && warnHours[0] >= idleHours) throw warningsTooEarly(warnHours[0], idleHours);
    const now = context.now();
    // Set again only when it is switched on: warnings then come before the first lead goes (O6).
    const since = input.recycling ? (before.recycling ? before.recyclingSince : now) : null;
    await tx.run(
      `update pools set name = ?, recycling = ?, recycling_since = ?, idle_days = ?, warn_hours = ?, grace_hours = ?,
         holding_limit = ?, daily_claims = ?, cool_down_hours = ?, changed_at = ? where id = ?`,
      [
        input.name,
        input.recycling ? 1 : 0,
        since,
        input.idleDays,
        JSON.stringify(warnHours),
        input.graceHours,
        input.holdingLimit,
        input.dailyClaims,
        input.coolDownHours,
        now,
        input.poolId,
      ],
    );
    const { poolId, seen: _seen, ...rules } = input;
    await recordAudit(context, tx, actor, 'pool_changed', poolId, { ...rules, warnHours });
    await tellBoardConfig(context, tx, actor, held, 'pools');
    return { poolId, boardId: place.boardId };
  });
}
