import type { DeleteView, SavedView, SaveView } from '#lib/contract/board/workspace.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canManageSharedViews, canSeeBoard, canShareViews } from '#lib/domain/access/policy.ts';
import { DomainError, notAllowed, notFound } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Queries } from '../db/database.ts';
import { readBoardConfig } from './board-config.ts';

/** Enough for a person's ways of looking at one board; the tabs have no room for more. */
const MOST_VIEWS = 20;
const tooManyViews = () => new DomainError('too_many_views', 'a board holds no more saved views', { most: MOST_VIEWS });

/** A person's own views and those shared with everybody, on all boards; pages show those of boards they know. */
export async function savedViews(read: Queries, actor: Actor): Promise<SavedView[]> {
  const me = actorId(actor);
  const rows = await read.all<{ id: string; boardId: string; personId: string | null; name: string; filter: string }>(
    `select id, board_id as "boardId", person_id as "personId", name, filter from saved_views
     where person_id is null or person_id = ? order by rank, created_at, id`,
    [me],
  );
  return rows.map(({ id, boardId, personId, name, filter }) => ({
    id,
    boardId,
    name,
    filter: JSON.parse(filter) as string,
    shared: personId === null,
    mine: personId === null ? canManageSharedViews(actor) : personId === me,
  }));
}

/** Keeps a filter under a name. Views for everybody are a manager's to make. */
export function saveView(context: Context, actor: Actor, input: SaveView): Promise<{ viewId: string }> {
  return inTransaction(context, async (tx) => {
    const board = await readBoardConfig(context, input.boardId);
    if (!canSeeBoard(actor, board)) throw notFound('board');
    if (input.shared && !canShareViews(actor)) throw notAllowed('share_view');
    const owner = input.shared ? null : actorId(actor);
    const kept = await tx.get<{ n: number; rank: number | null }>(
      'select count(*) as "n", max(rank) as "rank" from saved_views where board_id = ? and (person_id is null or person_id = ?)',
      [input.boardId, actorId(actor)],
    );
    if (Number(kept?.n ?? 0) >= MOST_VIEWS) throw tooManyViews();
    const viewId = context.newId();
    await tx.run(
      'insert into saved_views (id, board_id, person_id, name, filter, rank, created_at) values (?, ?, ?, ?, ?, ?, ?)',
      [viewId, input.boardId, owner, input.name, JSON.stringify(input.filter), (kept?.rank ?? -1) + 1, context.now()],
    );
    return { viewId };
  });
}

export function deleteView(context: Context, actor: Actor, { viewId }: DeleteView): Promise<Record<string, never>> {
  return inTransaction(context, async (tx) => {
    const view = await tx.get<{ personId: string | null }>(
      'select person_id as "personId" from saved_views where id = ?',
      [viewId],
    );
    if (!view || (view.personId !== null && view.personId !== actorId(actor))) throw notFound('view');
    if (view.personId === null && !canManageSharedViews(actor)) throw notAllowed('share_view');
    await tx.run('delete from saved_views where id = ?', [viewId]);
    return {};
  });
}
