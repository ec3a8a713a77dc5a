import type { EditBoard, OrderBoards } from '#lib/contract/access/boards.ts';
import { boardCurrencyFixed, boardNeedsTeams } from '#lib/domain/access/access-rules.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManageBoards } from '#lib/domain/access/policy.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import { recordAudit } from '../access/audit.ts';
import { checkSeen } from '../context/seen-mark.ts';
import { holdWorkspace, tellAccessChanged, tellWorkspaceChanged } from '../access/workspace-event.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Queries } from '../db/database.ts';
import { checkBoardName, setBoardTeams } from './create-board.ts';
import { holdBoardConfig, tellBoardChanged } from './hold-board-config.ts';

type BoardShown = Omit<EditBoard, 'boardId' | 'seen'>;

/** A board's details as its form shows them. */
export async function shownBoard(read: Queries, boardId: string): Promise<BoardShown> {
  const row = await read.get<Omit<BoardShown, 'teamIds' | 'archived'> & { archivedAt: number | null }>(
    'select name, currency, visibility, archived_at as "archivedAt" from boards where id = ?',
    [boardId],
  );
  if (!row) throw notFound('board');
  const teams = await read.all<{ teamId: string }>(
    'select team_id as "teamId" from board_teams where board_id = ? order by team_id',
    [boardId],
  );
  const { archivedAt, ...shown } = row;
  return { ...shown, teamIds: teams.map(({ teamId }) => teamId), archived: archivedAt !== null };
}

/** Name, currency, who may see it, archived or not. Its leads stay as they are; an archived board only leaves the lists. */
export function editBoard(context: Context, actor: Actor, input: EditBoard): Promise<{ boardId: string }> {
  return inTransaction(context, async (tx) => {
    if (!canManageBoards(actor)) throw notAllowed('manage_boards');
    const held = await holdBoardConfig(tx, input.boardId);
    const before = await tx.get<{ currency: string; archivedAt: number | null }>(
      'select currency, archived_at as "archivedAt" from boards where id = ?',
      [input.boardId],
    );
    if (!before) throw notFound('board');
    checkSeen(input.seen, await shownBoard(tx, input.boardId));
    if (!input.archived) await checkBoardName(tx, input.name, input.boardId);
    if (input.visibility === 'teams' && input.teamIds.length === 0) throw boardNeedsTeams();
    if (input.currency !== before.currency) {
      const count = await leadsOnBoard(tx, input.boardId);
      if (count > 0) throw boardCurrencyFixed(count);
    }
    const archivedAt = input.archived ? (before.archivedAt ?? context.now()) : null;
    await tx.run('update boards set name = ?, currency = ?, visibility = ?, archived_at = ? where id = ?', [
      input.name,
      input.currency,
      input.visibility,
      archivedAt,
      input.boardId,
    ]);
    await setBoardTeams(tx, input.boardId, input.visibility === 'teams' ? input.teamIds : []);
    const { name, visibility, teamIds, archived } = input;
    await recordAudit(context, tx, actor, 'board_changed', input.boardId, { name, visibility, teamIds, archived });
    await tellBoardChanged(context, tx, actor, input.boardId, held.board);
    // Who may open it has changed for anybody: every open socket is looked at again (X2).
    await tellAccessChanged(context, tx, actor, held.workspace, null);
    return { boardId: input.boardId };
  });
}

async function leadsOnBoard(read: Queries, boardId: string): Promise<number> {
  const row = await read.get<{ n: number }>('select count(*) as n from leads where board_id = ?', [boardId]);
  return Number(row?.n ?? 0);
}

/** The order in which boards are listed; boards that are not named keep theirs behind them. */
export function orderBoards(context: Context, actor: Actor, { boardIds }: OrderBoards): Promise<{ boards: number }> {
  return inTransaction(context, async (tx) => {
    if (!canManageBoards(actor)) throw notAllowed('manage_boards');
    const held = await holdWorkspace(tx);
    const rows = await tx.all<{ id: string }>('select id from boards order by rank, created_at, id');
    const known = new Set(rows.map(({ id }) => id));
    const first = [...new Set(boardIds)].filter((id) => known.has(id));
    const order = [...first, ...[...known].filter((id) => !first.includes(id))];
    for (const [rank, id] of order.entries()) await tx.run('update boards set rank = ? where id = ?', [rank, id]);
    await recordAudit(context, tx, actor, 'board_changed', null, { order });
    await tellWorkspaceChanged(context, tx, actor, held, 'boards');
    return { boards: order.length };
  });
}
