import {
  openBoardSchema,
  type Frame,
  type MutationAnswer,
  type OpenBoardAnswer,
  type PresenceEntry,
} from '#lib/contract/protocol.ts';
import { viewKey, viewScope } from '#lib/domain/access/audience.ts';
import { canSeeBoard } from '#lib/domain/access/policy.ts';
import { invalidInput, notFound } from '#lib/domain/errors.ts';
import { readBoardConfig } from '#lib/server/board/board-config.ts';
import { boardEvents } from '#lib/server/board/board-events.ts';
import { spendOpening } from '#lib/server/context/change-budget.ts';
import type { Context } from '#lib/server/context/context.ts';
import { wireError } from '#lib/server/context/wire-error.ts';
import { runMutation } from '#lib/server/run-mutation.ts';
import { boardStream, cursorAt } from '#lib/server/streams/stream.ts';
import type { PersonSocket } from './admission.ts';
import type { BoardHub, SendFrame } from './board-hub.ts';
import { presenceByKey } from './presence.ts';
import type { AppSocket, Io } from './realtime.ts';

/** What a socket has open, beside its identity. */
interface Open {
  viewKey: string;
  leadId: string | null;
}
const openBoards = new WeakMap<AppSocket, Map<string, Open>>();
const roomOf = (boardId: string, key: string) => `${boardStream(boardId)}|${key}`;
/** Everybody on a board, whatever he sees of it. */
const everybodyOn = (boardId: string) => `${boardStream(boardId)}/here`;

/** How the hub reaches viewers. Socket.io writes the packet once for all of them. */
export const sendFrame =
  (io: Io): SendFrame =>
  (boardId, viewKeys, frame) =>
    io.local.to(viewKeys.map((key) => roomOf(boardId, key))).emit('frame', frame as unknown as Frame);

/** Boards over the socket: open with a cursor, hear frames, send mutations, say which card one looks at. */
export function serveBoards(context: Context, io: Io, hub: BoardHub): void {
  io.on('connection', (socket) => {
    if (socket.data.kind !== 'person') return;
    const opened = new Map<string, Open>();
    openBoards.set(socket, opened);
    const close = (boardId: string) => {
      closeBoard(io, hub, socket, boardId).catch((error: unknown) =>
        context.log.warn({ err: error }, 'a board could not be closed'),
      );
    };

    socket.on('board:open', (request, answer) => {
      if (typeof answer !== 'function') return;
      const work = async () => {
        spendOpening(context, (socket.data as PersonSocket).personId);
        answer(await openBoard(context, io, hub, socket, opened, request));
      };
      work().catch((error: unknown) => answer({ ok: false, error: wireError(context, error) }));
    });
    socket.on('board:close', (request) => {
      if (typeof request?.boardId === 'string') close(request.boardId);
    });
    socket.on('mutate', (request, answer) => {
      if (typeof answer !== 'function') return;
      void mutate(context, socket, request).then(answer);
    });
    socket.on('presence', (request) => {
      const open = typeof request?.boardId === 'string' ? opened.get(request.boardId) : undefined;
      if (!open) return;
      open.leadId = typeof request.leadId === 'string' ? request.leadId.slice(0, 64) : null;
      tellPresence(io, request.boardId);
    });
    socket.on('disconnect', () => {
      for (const boardId of [...opened.keys()]) close(boardId);
    });
  });
}

async function openBoard(
  context: Context,
  io: Io,
  hub: BoardHub,
  socket: AppSocket,
  opened: Map<string, Open>,
  request: unknown,
): Promise<OpenBoardAnswer> {
  const parsed = openBoardSchema.safeParse(request);
  if (!parsed.success) throw invalidInput('board:open', 'malformed');
  const { boardId, cursor, quiet = false } = parsed.data;
  const { actor } = socket.data as PersonSocket;
  const board = await readBoardConfig(context, boardId);
  if (!canSeeBoard(actor, board)) throw notFound('board');
  const key = viewKey(viewScope(actor));
  if (opened.has(boardId)) await closeBoard(io, hub, socket, boardId);
  const room = roomOf(boardId, key);
  await socket.join(quiet ? room : [room, everybodyOn(boardId)]);
  let told: number;
  try {
    told = await hub.join(boardId, key);
  } catch (error) {
    // It is in nobody's list: who stayed in the room would go on hearing the board after his rights had ended (X2).
    if (opened.get(boardId)?.viewKey !== key) await socket.leave(room);
    if (!opened.has(boardId)) await socket.leave(everybodyOn(boardId));
    throw error;
  }
  // The same socket may have opened it twice at once: it is in the room once, and counted once.
  const twice = opened.get(boardId);
  opened.set(boardId, { viewKey: key, leadId: null });
  if (twice) await leaveRoom(hub, socket, boardId, twice.viewKey, key);
  if (socket.disconnected) await closeBoard(io, hub, socket, boardId);
  else tellPresence(io, boardId, key);
  // His rights may have changed meanwhile, and nobody found this board among those to take away.
  const { actor: actorNow } = socket.data as PersonSocket;
  if (viewKey(viewScope(actorNow)) !== key || !canSeeBoard(actorNow, await readBoardConfig(context, boardId))) {
    await closeBoard(io, hub, socket, boardId);
    return openBoard(context, io, hub, socket, opened, request);
  }

  const frame = cursor && (await boardEvents(context, boardId, key, cursor, told));
  const now = context.now();
  if (frame) {
    const at = await cursorAt(context.db.read, context.epoch, boardStream(boardId), frame.to);
    return { ok: true, kind: 'events', frame, cursor: at, viewKey: key, now };
  }
  const at = await cursorAt(context.db.read, context.epoch, boardStream(boardId), told);
  return { ok: true, kind: 'snapshot', cursor: at, viewKey: key, now };
}

async function leaveRoom(hub: BoardHub, socket: AppSocket, boardId: string, key: string, stays: string): Promise<void> {
  if (key !== stays) await socket.leave(roomOf(boardId, key));
  await hub.leave(boardId, key);
}

async function closeBoard(io: Io, hub: BoardHub, socket: AppSocket, boardId: string): Promise<void> {
  const opened = openBoards.get(socket);
  const open = opened?.get(boardId);
  if (!opened || !open) return;
  opened.delete(boardId);
  await socket.leave(roomOf(boardId, open.viewKey));
  await socket.leave(everybodyOn(boardId));
  await hub.leave(boardId, open.viewKey);
  tellPresence(io, boardId);
}

/** Always answered; a socket that was closed meanwhile speaks for nobody any more. */
async function mutate(context: Context, socket: AppSocket, request: unknown): Promise<MutationAnswer> {
  if (socket.disconnected) return { ok: false, error: { code: 'signed_out', details: {} } };
  return runMutation(context, (socket.data as PersonSocket).actor, request);
}

/** Called when somebody's rights may have changed: his boards are opened anew under the key he has now. */
export async function reopenBoards(io: Io, hub: BoardHub, socket: AppSocket): Promise<void> {
  const { actor } = socket.data as PersonSocket;
  const key = viewKey(viewScope(actor));
  for (const [boardId, open] of [...(openBoards.get(socket) ?? [])]) {
    if (open.viewKey === key) continue;
    await closeBoard(io, hub, socket, boardId);
    socket.emit('board:reset', { boardId, reason: 'rights' });
  }
}

/** Takes a board away from a socket that may no longer see it. */
export async function expelFromBoard(io: Io, hub: BoardHub, socket: AppSocket, boardId: string): Promise<void> {
  if (!openBoards.get(socket)?.has(boardId)) return;
  await closeBoard(io, hub, socket, boardId);
  socket.emit('board:reset', { boardId, reason: 'rights' });
}

export const boardsOpenOn = (socket: AppSocket): string[] => [...(openBoards.get(socket)?.keys() ?? [])];

/** What was told last of who is there, by view key. */
interface Told {
  timer: NodeJS.Timeout | null;
  marks: Map<string, string>;
}
const presences = new WeakMap<Io, Map<string, Told>>();
const PRESENCE_GATHER_MS = 300;

/**
 * Tells who has this board open; gathered, since people scroll, and only to those for whom it changed.
 * @param newcomer a key under which somebody came who has not heard it yet
 */
function tellPresence(io: Io, boardId: string, newcomer?: string): void {
  let boards = presences.get(io);
  if (!boards) presences.set(io, (boards = new Map()));
  let told = boards.get(boardId);
  if (!told) boards.set(boardId, (told = { timer: null, marks: new Map() }));
  if (newcomer !== undefined) told.marks.delete(newcomer);
  if (told.timer) return;
  const { marks } = told;
  told.timer = setTimeout(() => {
    told.timer = null;
    const now = presenceByKey(peopleByKey(io, boardId));
    for (const key of marks.keys()) if (!now.has(key)) marks.delete(key);
    if (now.size === 0) boards.delete(boardId);
    for (const [key, { people, mark }] of now) {
      if (marks.get(key) === mark) continue;
      marks.set(key, mark);
      io.local.to(roomOf(boardId, key)).emit('presence', { boardId, people });
    }
  }, PRESENCE_GATHER_MS);
  told.timer.unref();
}

function peopleByKey(io: Io, boardId: string): Map<string, PresenceEntry[]> {
  const byKey = new Map<string, PresenceEntry[]>();
  for (const id of io.sockets.adapter.rooms.get(everybodyOn(boardId)) ?? []) {
    const socket = io.sockets.sockets.get(id);
    const open = socket && openBoards.get(socket)?.get(boardId);
    if (!socket || !open || socket.data.personId === null) continue;
    const entry = { personId: socket.data.personId, leadId: open.leadId };
    const known = byKey.get(open.viewKey);
    if (known) known.push(entry);
    else byKey.set(open.viewKey, [entry]);
  }
  return byKey;
}
