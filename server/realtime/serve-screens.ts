import type { Context } from '#lib/server/context/context.ts';
import { screenById, type Screen } from '#lib/server/screen/find-screen.ts';
import { sharedWallState } from '#lib/server/screen/shared-wall-state.ts';
import { WORKSPACE_STREAM } from '#lib/server/streams/stream.ts';
import type { BoardHub } from './board-hub.ts';
import type { Io } from './realtime.ts';

/** A wall is told at most this often, and at least every REFRESH_MS, so that it knows that it is alive. */
const GATHER_MS = 1_000;
const REFRESH_MS = 10_000;
const SEEN_EVERY_MS = 60_000;

/** Everybody who shows a wall. */
export const screenRoom = (screenId: string) => `screen:${screenId}`;

interface Showing {
  screen: Screen;
  dirty: boolean;
  toldAt: number;
  seenAt: number;
  watcher: () => void;
}

/** Walls: one computation per screen however many televisions show it; a revoked one goes dark. */
export function serveScreens(context: Context, io: Io, hub: BoardHub): { close(): void } {
  const showing = new Map<string, Showing>();
  /** A database that is away for a moment is no reason to end the process; the next look tries again. */
  const failed = (error: unknown) => context.log.error({ err: error }, 'a wall could not be told');

  io.on('connection', (socket) => {
    const { data } = socket;
    if (data.kind !== 'screen') return;
    void socket.join(screenRoom(data.screenId));
    show(data.screenId).catch(failed);
    socket.on('disconnect', () => {
      if (!io.sockets.adapter.rooms.has(screenRoom(data.screenId))) forget(data.screenId).catch(failed);
    });
  });

  async function show(screenId: string): Promise<void> {
    const known = showing.get(screenId);
    if (known) {
      known.dirty = true;
      return;
    }
    const screen = await screenById(context.db.read, screenId);
    if (!screen || showing.has(screenId)) return;
    const entry: Showing = { screen, dirty: true, toldAt: 0, seenAt: 0, watcher: () => (entry.dirty = true) };
    showing.set(screenId, entry);
    await hub.watch(screen.boardId, entry.watcher);
    await tell(screenId, entry);
  }

  async function forget(screenId: string): Promise<void> {
    const entry = showing.get(screenId);
    if (!entry) return;
    showing.delete(screenId);
    await hub.unwatch(entry.screen.boardId, entry.watcher);
  }

  async function tell(screenId: string, entry: Showing): Promise<void> {
    entry.dirty = false;
    entry.toldAt = performance.now();
    const state = await sharedWallState(context, entry.screen);
    io.local.to(screenRoom(screenId)).emit('screen', { state });
    if (performance.now() - entry.seenAt < SEEN_EVERY_MS && entry.seenAt > 0) return;
    entry.seenAt = performance.now();
    await context.db.transaction((tx) =>
      tx.run('update screens set last_seen_at = ? where id = ?', [context.now(), screenId]),
    );
  }

  async function recheck(): Promise<void> {
    for (const screenId of [...showing.keys()]) {
      if (await screenById(context.db.read, screenId)) continue;
      io.local.to(screenRoom(screenId)).emit('signedOut', { reason: 'revoked' });
      io.local.in(screenRoom(screenId)).disconnectSockets(true);
      await forget(screenId);
    }
  }

  const timer = setInterval(() => {
    for (const [screenId, entry] of showing) {
      const age = performance.now() - entry.toldAt;
      if ((entry.dirty && age >= GATHER_MS) || age >= REFRESH_MS) {
        tell(screenId, entry).catch(failed);
      }
    }
  }, GATHER_MS / 4);
  timer.unref();
  const unsubscribe = context.growth.subscribe((ids) => {
    if (ids.includes(WORKSPACE_STREAM)) recheck().catch(failed);
  });
  const revoked = setInterval(() => recheck().catch(failed), GATHER_MS * 2);
  revoked.unref();

  return {
    close: () => {
      clearInterval(timer);
      clearInterval(revoked);
      unsubscribe();
    },
  };
}
