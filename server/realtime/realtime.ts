import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server as Engine } from 'engine.io';
import { Server, type Socket } from 'socket.io';
import { MAX_FRAME_BYTES, PROTOCOL_VERSION, type ClientToServer, type ServerToClient } from '#lib/contract/protocol.ts';
import type { Context } from '#lib/server/context/context.ts';
import type { LiveFacts } from '#lib/server/operations/live-facts.ts';
import { boardStream, personStream } from '#lib/server/streams/stream.ts';
import { admit, MOST_SOCKETS, Refused, type SocketData } from './admission.ts';
import { BoardHub } from './board-hub.ts';
import { frameParser } from './encoded-frame.ts';
import { sendFrame, serveBoards } from './serve-boards.ts';
import { serveFigures } from './serve-figures.ts';
import { servePeople } from './serve-people.ts';
import { screenRoom, serveScreens } from './serve-screens.ts';

export type Io = Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>;
export type AppSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

const PATH = '/socket.io/';
/** A reader that lets this much pile up is closed; it reconnects and catches up from its cursor. */
const MAX_BUFFERED_BYTES = 4_000_000;
const SLOW_CHECK_MS = 5_000;

export interface Realtime {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** For health checks and metrics. */
  readonly facts: LiveFacts;
  close(reason: 'shutdown' | 'replaced'): Promise<void>;
}

/** Socket.io, bound to an engine of our own: the port belongs to the shell, which hands over upgrades by path. */
export async function startRealtime(context: Context): Promise<Realtime> {
  const engine = new Engine({
    transports: ['websocket'],
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: MAX_FRAME_BYTES,
    pingInterval: 20_000,
    pingTimeout: 15_000,
  });
  const io: Io = new Server({ serveClient: false, parser: frameParser });
  io.bind(engine);

  const hub = new BoardHub(context, sendFrame(io));
  io.use((socket, next) => {
    // A tab from before an update must not guess what a newer server means: it loads itself anew and keeps its changes.
    const { protocol, person } = socket.handshake.auth as { protocol?: unknown; person?: unknown };
    if (protocol !== undefined && protocol !== PROTOCOL_VERSION) return next(new Error('protocol'));
    admit(context, socket.request).then(
      (data) => {
        // A tab that was asleep while somebody else signed in in this browser must not go on in his name.
        if (person !== undefined && person !== data.personId) return next(new Refused('signed_out'));
        if (hasEnough(context, io, data)) return next(new Refused('too_many'));
        Object.assign(socket.data, data);
        next();
      },
      (error: unknown) => next(error instanceof Refused ? error : unavailable(context, error)),
    );
  });
  io.on('connection', (socket) => {
    socket.on('ping', (answer) => {
      if (typeof answer === 'function') answer(context.now());
    });
  });
  serveBoards(context, io, hub);
  const people = await servePeople(context, io, hub);
  const figures = await serveFigures(context, io, hub);
  const screens = serveScreens(context, io, hub);
  const slow = setInterval(() => closeSlowReaders(context, io), SLOW_CHECK_MS);
  slow.unref();

  return {
    handleUpgrade: (request, socket, head) => {
      if (!request.url?.startsWith(PATH)) return false;
      engine.handleUpgrade(request, socket, head);
      return true;
    },
    facts: {
      sockets: () => io.sockets.sockets.size,
      viewKeys: async () => (await hub.boards()).reduce((sum, { viewKeys }) => sum + viewKeys, 0),
      positions: async () =>
        new Map((await hub.boards()).map(({ boardId, position }) => [boardStream(boardId), position])),
    },
    close: async (reason) => {
      clearInterval(slow);
      people.close();
      figures.close();
      screens.close();
      hub.close();
      // After `disconnectSockets` browsers would not come back by themselves; a closed engine they retry.
      if (reason === 'shutdown') io.local.disconnectSockets(true);
      engine.close();
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}

/** Of one person, or of one wall. */
function hasEnough({ config }: Context, io: Io, data: SocketData): boolean {
  if (!config.rateLimit) return false;
  const room = data.kind === 'person' ? personStream(data.personId) : screenRoom(data.screenId);
  return (io.sockets.adapter.rooms.get(room)?.size ?? 0) >= MOST_SOCKETS;
}

/** A browser knocks again in a moment; why the server could not answer is for the log, not for a stranger. */
function unavailable(context: Context, error: unknown): Error {
  context.log.error({ err: error }, 'nobody can say who knocks');
  return new Error('unavailable');
}

function closeSlowReaders(context: Context, io: Io): void {
  for (const socket of io.sockets.sockets.values()) {
    const transport = socket.conn.transport as unknown as { socket?: { bufferedAmount?: number } };
    if ((transport.socket?.bufferedAmount ?? 0) > MAX_BUFFERED_BYTES) {
      context.log.warn({ person: socket.data.personId }, 'closed a socket that reads too slowly');
      socket.conn.close();
    }
  }
}
