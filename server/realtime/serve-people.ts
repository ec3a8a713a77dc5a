import { canSeeBoard } from '#lib/domain/access/policy.ts';
import { loadActor } from '#lib/server/access/person-now.ts';
import { readSession } from '#lib/server/auth/sessions.ts';
import { readBoardConfig } from '#lib/server/board/board-config.ts';
import type { Context } from '#lib/server/context/context.ts';
import { unreadNotices } from '#lib/server/ownership/notices.ts';
import { personStream, WORKSPACE_STREAM } from '#lib/server/streams/stream.ts';
import { StreamTailer } from '#lib/server/streams/tailer.ts';
import type { PersonSocket } from './admission.ts';
import type { BoardHub } from './board-hub.ts';
import type { AppSocket, Io } from './realtime.ts';
import { boardsOpenOn, expelFromBoard, reopenBoards } from './serve-boards.ts';

/** A session that ran out, and a change made on a node whose wake-up was lost, are noticed this late at most. */
const RECHECK_MS = 30_000;

/** What concerns persons: inbox counts, changes of the workspace, and the end of a right on open sockets (X2). */
export async function servePeople(context: Context, io: Io, hub: BoardHub): Promise<{ close(): void }> {
  const inboxes = new Map<string, Promise<StreamTailer>>();

  io.on('connection', (socket) => {
    const { data } = socket;
    if (data.kind !== 'person') return;
    const { personId } = data;
    void socket.join(personStream(personId));
    if (!inboxes.has(personId)) {
      const tailer = StreamTailer.open(context, personStream(personId), () => tellInbox(context, io, personId));
      tailer.catch(() => inboxes.delete(personId));
      inboxes.set(personId, tailer);
    }
    tellInbox(context, io, personId).catch((error: unknown) => context.log.error({ err: error }, 'inbox count failed'));
    socket.on('disconnect', () => {
      if (io.sockets.adapter.rooms.has(personStream(personId))) return;
      inboxes.get(personId)?.then(
        (tailer) => tailer.close(),
        () => {},
      );
      inboxes.delete(personId);
    });
  });

  const workspace = await StreamTailer.open(context, WORKSPACE_STREAM, async (events) => {
    io.local.emit('workspace', { seq: events.at(-1)!.seq });
    await recheckAll(context, io, hub);
  });
  const timer = setInterval(() => void recheckAll(context, io, hub), RECHECK_MS);
  timer.unref();
  return {
    close: () => {
      clearInterval(timer);
      workspace.close();
      for (const tailer of inboxes.values())
        tailer.then(
          (open) => open.close(),
          () => {},
        );
    },
  };
}

async function tellInbox(context: Context, io: Io, personId: string): Promise<void> {
  const { unread, newest } = await unreadNotices(context.db.read, personId);
  io.local.to(personStream(personId)).emit('inbox', { unread, newest });
}

async function recheckAll(context: Context, io: Io, hub: BoardHub): Promise<void> {
  for (const socket of [...io.sockets.sockets.values()]) {
    if (socket.data.kind !== 'person') continue;
    try {
      await recheck(context, io, hub, socket, socket.data);
    } catch (error) {
      // Not knowing whether somebody may still look is a reason to close, never to keep open.
      context.log.error({ err: error }, 're-checking a socket failed; it was closed');
      socket.disconnect(true);
    }
  }
}

async function recheck(context: Context, io: Io, hub: BoardHub, socket: AppSocket, data: PersonSocket): Promise<void> {
  const session = await readSession(context, data.token);
  const actor = session && (await loadActor(context.db.read, data.personId));
  if (!actor) {
    socket.emit('signedOut', { reason: session ? 'disabled' : 'signed_out' });
    socket.disconnect(true);
    return;
  }
  data.actor = actor;
  await reopenBoards(io, hub, socket);
  for (const boardId of boardsOpenOn(socket)) {
    if (!canSeeBoard(actor, await readBoardConfig(context, boardId))) await expelFromBoard(io, hub, socket, boardId);
  }
}
