import type { Context } from '#lib/server/context/context.ts';
import { unreadNotices } from '#lib/server/ownership/notices.ts';
import { personStream, WORKSPACE_STREAM } from '#lib/server/streams/stream.ts';
import { StreamTailer } from '#lib/server/streams/tailer.ts';
import type { BoardHub } from './board-hub.ts';
import { concernedBy, endsOnlySessions } from './concerned.ts';
import type { Io } from './realtime.ts';
import { Recheck } from './recheck.ts';

/** A session that ran out, and a change made on a node whose wake-up was lost, are noticed this late at most. */
const RECHECK_MS = 30_000;
/** There are as many inboxes as people: asking for each every second would be most of what the database does. */
const INBOX_POLL_MS = 15_000;

/** What concerns persons: inbox counts, changes of the workspace, and the end of a right on open sockets (X2). */
export async function servePeople(context: Context, io: Io, hub: BoardHub): Promise<{ close(): void }> {
  const inboxes = new Map<string, Promise<StreamTailer>>();
  const recheck = new Recheck(context, io, hub);

  io.on('connection', (socket) => {
    const { data } = socket;
    if (data.kind !== 'person') return;
    const { personId } = data;
    void socket.join(personStream(personId));
    // What happened between the handshake and now was told to the sockets that were here by then.
    void recheck.socket(socket);
    if (!inboxes.has(personId)) {
      const tailer = StreamTailer.open(context, personStream(personId), () => tellInbox(context, io, personId), {
        pollMs: context.config.wakeUps ? INBOX_POLL_MS : INBOX_POLL_MS / 10,
      });
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
    const { seq } = events.at(-1)!;
    const concerned = concernedBy(events);
    if (!events.every(endsOnlySessions)) io.local.emit('workspace', { seq });
    else if (concerned !== 'everybody') io.local.to([...concerned].map(personStream)).emit('workspace', { seq });
    await recheck.people(concerned);
  });
  const timer = setInterval(() => void recheck.everybodyInTurn(), RECHECK_MS);
  timer.unref();
  return {
    close: () => {
      clearInterval(timer);
      recheck.close();
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
