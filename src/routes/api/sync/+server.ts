import { error, json } from '@sveltejs/kit';
import { cursorSchema } from '#lib/contract/protocol.ts';
import { viewKey, viewScope } from '#lib/domain/access/audience.ts';
import { canSeeBoard } from '#lib/domain/access/policy.ts';
import { readBoardConfig } from '#lib/server/board/board-config.ts';
import { boardEvents } from '#lib/server/board/board-events.ts';
import { boardStream, cursorAt } from '#lib/server/streams/stream.ts';
import type { RequestHandler } from './$types';

/** What a board did since a cursor, for when only plain HTTP gets through. `frame` null: fetch a snapshot. */
export const GET: RequestHandler = async ({ url, locals }) => {
  const { actor, context } = locals;
  if (!actor) error(401, 'signed_out');
  const boardId = url.searchParams.get('board') ?? '';
  const cursor = cursorSchema.safeParse({
    epoch: url.searchParams.get('epoch') ?? '',
    seq: Number(url.searchParams.get('seq')),
    eventId: url.searchParams.get('event') ?? '',
  });
  if (!cursor.success) error(400, 'invalid_input');
  const board = await readBoardConfig(context, boardId).catch(() => null);
  if (!board || !canSeeBoard(actor, board)) error(404, 'not_found');
  const frame = await boardEvents(context, boardId, viewKey(viewScope(actor)), cursor.data);
  const at = frame && (await cursorAt(context.db.read, context.epoch, boardStream(boardId), frame.to));
  return json({ frame, cursor: at, now: context.now() }, { headers: { 'cache-control': 'no-store' } });
};
