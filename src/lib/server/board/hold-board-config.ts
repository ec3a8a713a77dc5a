import type { Actor } from '#lib/domain/access/actor.ts';
import { notFound } from '#lib/domain/errors.ts';
import { holdWorkspace, tellWorkspaceChanged } from '../access/workspace-event.ts';
import type { WorkspaceChanged } from '#lib/contract/access/workspace-events.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { appendEvent, boardStream, takeStream, type StreamHead } from '../streams/stream.ts';

/** Kind of a board's event that holds no lead: its stages, pool or audience changed, and caches of them are old. */
export const BOARD_CONFIG = 'board.config';

export interface HeldBoardConfig {
  boardId: string;
  board: StreamHead;
  workspace: StreamHead;
}

/** Takes a board and the workspace, in the order of locks, to change how the board is set up. */
export async function holdBoardConfig(tx: Tx, boardId: string): Promise<HeldBoardConfig> {
  const known = await tx.get<{ id: string }>('select id from boards where id = ?', [boardId]);
  if (!known) throw notFound('board');
  const board = await takeStream(tx, boardStream(boardId), { config: true });
  return { boardId, board, workspace: await holdWorkspace(tx) };
}

/** One event on each of the two streams. */
export async function tellBoardConfig(
  context: Context,
  tx: Tx,
  actor: Actor,
  held: HeldBoardConfig,
  what: WorkspaceChanged['what'],
): Promise<void> {
  await tellBoardChanged(context, tx, actor, held.boardId, held.board);
  await tellWorkspaceChanged(context, tx, actor, held.workspace, what);
}

export const tellBoardChanged = (
  context: Context,
  tx: Tx,
  actor: Actor,
  boardId: string,
  head: StreamHead,
): Promise<void> =>
  appendEvent(context, tx, actor, boardStream(boardId), head.seq, { kind: BOARD_CONFIG, payload: {} });
