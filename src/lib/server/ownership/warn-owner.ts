import type { Actor } from '#lib/domain/access/actor.ts';
import { nextWarning } from '#lib/domain/ownership/recycling.ts';
import type { BoardConfig } from '../board/board-config.ts';
import type { Lead } from '../board/lead-row.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import type { OwnerChange } from './change-owner.ts';
import { inBackground } from './in-background.ts';

export interface DueLeads {
  boardId: string;
  leadIds: readonly string[];
  stopped?: () => boolean;
}

/** Sends the owner's next warning, the last one to his manager too, if one is due by the facts of now (O6): a stored time is only a hint. */
export async function warnOwners(
  context: Context,
  actor: Actor,
  { boardId, leadIds, stopped }: DueLeads,
): Promise<{ warned: number; failed: string[] }> {
  const { changes, failed } = await inBackground(context, actor, {
    boardId,
    leadIds,
    stopped,
    cause: 'policy',
    step: (tx, { board }, lead) => warningStep(context, tx, board, lead),
  });
  return { warned: changes.filter(({ history }) => history.length > 0).length, failed };
}

export const warnOwner = (context: Context, actor: Actor, lead: { boardId: string; leadId: string }) =>
  warnOwners(context, actor, { boardId: lead.boardId, leadIds: [lead.leadId] });

/**
 * The warning that is due, stored as what it promises: the lead goes no earlier than that, also when the warning came late
 * because the server was down. Nothing due: only the stored times are brought up to date.
 */
export async function warningStep(context: Context, tx: Tx, board: BoardConfig, before: Lead): Promise<OwnerChange> {
  const now = context.now();
  const after: Lead = { ...before };
  const warning = nextWarning(before, board.pool, now);
  if (!warning || warning.dueAt > now || before.ownerId === null) return { change: { before, after, history: [] } };
  const { ownerId, spellId, idleFrom } = before;
  const { hours, promises } = warning;
  after.warnedFor = promises;
  // Sent: otherwise this rung would count as missed and be sent again.
  after.warnDueAt = null;
  // The ladder's last rung is the manager's as well: the owner has heard, and the lead is about to go all the same.
  const last = nextWarning(after, board.pool, now) === null;
  const managers = last ? await managersOf(tx, before) : [];
  const args = { deadlineAt: promises, hours, idleFrom, idleDays: board.pool!.idleDays, poolId: board.pool!.id };
  return {
    change: { before, after, history: [{ kind: 'warned', data: { spellId, ownerId, hours, deadlineAt: promises } }] },
    notices: () => [
      { personId: ownerId, kind: 'recycle_warning', leadId: before.id, args },
      ...managers.map((personId) => ({
        personId,
        kind: 'team_warning',
        leadId: before.id,
        args: { ownerId, deadlineAt: promises, poolId: args.poolId },
      })),
    ],
  };
}

const MANAGERS = `select distinct m.person_id as "personId" from team_members m join people p on p.id = m.person_id
  where m.team_id = ? and m.duty = 'manager' and m.until_at is null and p.status = 'active' and m.person_id <> ?`;

/** Those who answer for a lead's team, but for its owner, who hears of it anyway. */
async function managersOf(tx: Tx, { teamId, ownerId }: Lead): Promise<string[]> {
  if (teamId === null) return [];
  const rows = await tx.all<{ personId: string }>(MANAGERS, [teamId, ownerId]);
  return rows.map(({ personId }) => personId);
}
