import { error, json } from '@sveltejs/kit';
import { cursorSchema, PERSON_HEADER, type SyncAnswer, type SyncNotice } from '#lib/contract/protocol.ts';
import { viewKey, viewScope } from '#lib/domain/access/audience.ts';
import { boardEvents } from '#lib/server/board/board-events.ts';
import { boardOr404 } from '#lib/server/http/board-or-404.ts';
import { unreadNotices } from '#lib/server/ownership/notices.ts';
import { boardStream, cursorAt, streamHead, WORKSPACE_STREAM } from '#lib/server/streams/stream.ts';
import type { RequestHandler } from './$types';

/**
 * For when only plain HTTP gets through. With a board: what it did since a cursor (`frame` null: fetch a snapshot), and
 * under which rights that was told. Without: what the socket would say of the workspace and of the person's inbox.
 */
export const GET: RequestHandler = async ({ url, locals, request }) => {
  const { actor, context } = locals;
  const person = request.headers.get(PERSON_HEADER);
  if (!actor || (person !== null && person !== actor.personId)) error(401, 'signed_out');
  const { read } = context.db;
  const key = viewKey(viewScope(actor));
  const boardId = url.searchParams.get('board');
  if (boardId === null) {
    const [{ seq }, { unread, newest }] = await Promise.all([
      streamHead(read, WORKSPACE_STREAM),
      unreadNotices(read, actor.personId),
    ]);
    return answer({ workspace: { seq }, inbox: { unread, newest }, now: context.now() } satisfies SyncNotice);
  }
  const cursor = cursorSchema.safeParse({
    epoch: url.searchParams.get('epoch') ?? '',
    seq: Number(url.searchParams.get('seq')),
    eventId: url.searchParams.get('event') ?? '',
  });
  if (!cursor.success) error(400, 'invalid_input');
  await boardOr404(context, actor, boardId);
  const frame = await boardEvents(context, boardId, key, cursor.data);
  const at = frame && (await cursorAt(read, context.epoch, boardStream(boardId), frame.to));
  return answer({ frame, cursor: at, viewKey: key, now: context.now() } satisfies SyncAnswer);
};

const answer = (body: object) => json(body, { headers: { 'cache-control': 'no-store' } });
