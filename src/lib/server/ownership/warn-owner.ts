import type { Actor } from '#lib/domain/access/actor.ts';
import { nextWarning } from '#lib/domain/ownership/recycling.ts';
import type { BoardConfig } from '../board/board-config.ts';
import type { Lead } from '../board/lead-row.ts';
import type { Context } from '../context/context.ts';
import type { OwnerChange } from './change-owner.ts';
import { inBackground } from './in-background.ts';

export interface DueLeads {
  boardId: string;
  leadIds: readonly string[];
  stopped?: () => boolean;
}

/** Sends the owner's next warning, if one is due by the facts of now (O6): a stored time is only a hint. */
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
    step: (_tx, { board }, lead) => Promise.resolve(warningStep(context, board, lead)),
  });
  return { warned: changes.filter(({ history }) => history.length > 0).length, failed };
}

export const warnOwner = (context: Context, actor: Actor, lead: { boardId: string; leadId: string }) =>
  warnOwners(context, actor, { boardId: lead.boardId, leadIds: [lead.leadId] });

/**
 * The warning that is due, stored as what it promises: the lead goes no earlier than that, also when the warning came late
 * because the server was down. Nothing due: only the stored times are brought up to date.
 */
export function warningStep(context: Context, board: BoardConfig, before: Lead): OwnerChange {
  const now = context.now();
  const after: Lead = { ...before };
  const warning = nextWarning(before, board.pool, now);
  if (!warning || warning.dueAt > now || before.ownerId === null) return { change: { before, after, history: [] } };
  const { ownerId, spellId, idleFrom } = before;
  const { hours, promises } = warning;
  after.warnedFor = promises;
  // Sent: otherwise this rung would count as missed and be sent again.
  after.warnDueAt = null;
  const args = { deadlineAt: promises, hours, idleFrom, idleDays: board.pool!.idleDays, poolId: board.pool!.id };
  return {
    change: { before, after, history: [{ kind: 'warned', data: { spellId, ownerId, hours, deadlineAt: promises } }] },
    notices: () => [{ personId: ownerId, kind: 'recycle_warning', leadId: before.id, args }],
  };
}
