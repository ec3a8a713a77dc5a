import { canSeeBoard } from '#lib/domain/access/policy.ts';
import { loadActor } from '#lib/server/access/person-now.ts';
import { readSession } from '#lib/server/auth/sessions.ts';
import { readBoardConfig } from '#lib/server/board/board-config.ts';
import type { Context } from '#lib/server/context/context.ts';
import { isStorageAway } from '#lib/server/db/storage-away.ts';
import { personStream } from '#lib/server/streams/stream.ts';
import type { BoardHub } from './board-hub.ts';
import type { AppSocket, Io } from './realtime.ts';
import { boardsOpenOn, expelFromBoard, reopenBoards } from './serve-boards.ts';

/** Sockets looked at together; everybody else is served between two batches. */
const BATCH = 20;
const AGAIN_MS = 1_000;

/**
 * Looks again at who sockets are and what they may see (X2: within two seconds). One batch at a time, so that an older
 * answer never overwrites a newer one; those of whom something was heard come before those whose turn it merely is.
 */
export class Recheck {
  readonly #context: Context;
  readonly #io: Io;
  readonly #hub: BoardHub;
  readonly #urgent = new Set<AppSocket>();
  readonly #routine = new Set<AppSocket>();
  /** The database was away when they were looked at. */
  readonly #waiting = new Set<AppSocket>();
  #running: Promise<void> | null = null;
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(context: Context, io: Io, hub: BoardHub) {
    this.#context = context;
    this.#io = io;
    this.#hub = hub;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#urgent.clear();
    this.#routine.clear();
  }

  /** Resolves when all of them, and whoever was asked for meanwhile, have been looked at. */
  people(who: ReadonlySet<string> | 'everybody'): Promise<void> {
    return this.#add(this.#urgent, who === 'everybody' ? this.#io.sockets.sockets.values() : this.#socketsOf(who));
  }
  socket(socket: AppSocket): Promise<void> {
    return this.#add(this.#urgent, [socket]);
  }
  /** For what no event tells: sessions that ran out. */
  everybodyInTurn(): Promise<void> {
    return this.#add(this.#routine, this.#io.sockets.sockets.values());
  }

  *#socketsOf(personIds: ReadonlySet<string>): Iterable<AppSocket> {
    for (const personId of personIds) {
      for (const id of this.#io.sockets.adapter.rooms.get(personStream(personId)) ?? []) {
        const socket = this.#io.sockets.sockets.get(id);
        if (socket) yield socket;
      }
    }
  }

  #add(to: Set<AppSocket>, sockets: Iterable<AppSocket>): Promise<void> {
    if (this.#closed) return Promise.resolve();
    for (const socket of sockets) if (socket.data.kind === 'person') to.add(socket);
    if (to.size > 0) this.#running ??= this.#run().finally(() => (this.#running = null));
    return this.#running ?? Promise.resolve();
  }

  async #run(): Promise<void> {
    for (;;) {
      const batch = [...take(this.#urgent, BATCH), ...take(this.#routine, this.#urgent.size > 0 ? 0 : BATCH)];
      if (batch.length === 0) return;
      await Promise.all(batch.map((socket) => this.#look(socket)));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #look(socket: AppSocket): Promise<void> {
    if (socket.disconnected) return;
    try {
      await this.#recheck(socket);
    } catch (error) {
      // Nobody can be told anything new either until the database is back: closing the whole floor would only send everybody
      // to knock at once.
      if (isStorageAway(error)) return this.#later(socket);
      // Not knowing whether somebody may still look is a reason to close, never to keep open.
      this.#context.log.error({ err: error }, 're-checking a socket failed; it was closed');
      socket.disconnect(true);
    }
  }

  #later(socket: AppSocket): void {
    if (this.#closed) return;
    this.#waiting.add(socket);
    this.#again ??= setTimeout(() => {
      this.#again = undefined;
      const waiting = [...this.#waiting];
      this.#waiting.clear();
      void this.#add(this.#urgent, waiting);
    }, AGAIN_MS);
  }

  async #recheck(socket: AppSocket): Promise<void> {
    const { data } = socket;
    if (data.kind !== 'person') return;
    const session = await readSession(this.#context, data.token);
    const actor = session && (await loadActor(this.#context.db.read, data.personId));
    if (!actor) {
      socket.emit('signedOut', { reason: session ? 'disabled' : 'signed_out' });
      socket.disconnect(true);
      return;
    }
    data.actor = actor;
    await reopenBoards(this.#io, this.#hub, socket);
    for (const boardId of boardsOpenOn(socket)) {
      const board = await readBoardConfig(this.#context, boardId);
      if (!canSeeBoard(actor, board)) await expelFromBoard(this.#io, this.#hub, socket, boardId);
    }
  }
}

function take(from: Set<AppSocket>, most: number): AppSocket[] {
  const taken: AppSocket[] = [];
  for (const socket of from) {
    if (taken.length >= most) break;
    from.delete(socket);
    taken.push(socket);
  }
  return taken;
}
