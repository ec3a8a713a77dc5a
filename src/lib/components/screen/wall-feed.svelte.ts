import { io, type Socket } from 'socket.io-client';
import type { ServerToClient } from '#lib/contract/protocol.ts';
import type { WallState, WallWin } from '#lib/contract/screen/wall.ts';

/** A win is celebrated once it can no longer be a slip that is undone at once. */
const UNDO_MS = 5_000;
const STALE_MS = 10_000;
const DEAD_MS = 60_000;
const POLL_MS = 10_000;
/** A wall that was switched off asks so often whether somebody has taken it over. */
const ASK_AGAIN_MS = 30_000;
const SHOW_MS = 6_000;
/** More waiting wins than this are shown as one list. */
const MERGE_ABOVE = 3;

export type Celebration = { kind: 'one'; win: WallWin; nth: number } | { kind: 'many'; wins: WallWin[] };

/** What one television knows: the newest state, how old it is, and which wins it still has to celebrate. */
export class WallFeed {
  state: WallState = $state.raw(null as unknown as WallState);
  now = $state(0);
  revoked = $state(false);
  celebration: Celebration | null = $state.raw(null);
  /** Called when a celebration begins. */
  onCelebrate: () => void = () => {};

  readonly #token: string;
  readonly #seen = new Set<string>();
  #receivedAt = 0;
  #offset = 0;
  #socket: Socket<ServerToClient> | null = null;
  #celebratesUntil = 0;
  #polledAt = 0;

  constructor(token: string, initial: WallState) {
    this.#token = token;
    this.#take(initial);
    // What was won before the wall was switched on is not news.
    for (const win of initial.wins) if (win.at < initial.dataAt - UNDO_MS * 2) this.#seen.add(win.id);
  }

  /** How long the newest data have been lying here: `live`, `stale` (amber) or `dead` (dimmed). */
  get freshness(): 'live' | 'stale' | 'dead' {
    const age = this.now - this.#offset - this.state.dataAt;
    if (age > DEAD_MS) return 'dead';
    return age > STALE_MS * 1.5 ? 'stale' : 'live';
  }

  start(): () => void {
    const socket: Socket<ServerToClient> = io({
      transports: ['websocket'],
      query: { screen: this.#token },
      reconnectionDelayMax: 5_000,
    });
    this.#socket = socket;
    socket.on('screen', ({ state }) => this.#take(state as WallState));
    socket.on('signedOut', () => {
      this.revoked = true;
      this.#polledAt = Date.now();
    });
    const timer = setInterval(() => this.#tick(), 250);
    return () => {
      clearInterval(timer);
      socket.disconnect();
    };
  }

  #take(state: WallState): void {
    if (this.#receivedAt > 0 && state.version !== this.state.version) location.reload();
    this.#receivedAt = Date.now();
    this.#offset = Date.now() - state.dataAt;
    this.state = state;
    this.now = Date.now();
  }

  #tick(): void {
    const before = this.now;
    this.now = Date.now();
    const slept = this.now - before > DEAD_MS;
    if (slept && this.#socket?.connected) this.#socket.disconnect().connect();
    const pause = this.revoked ? ASK_AGAIN_MS : POLL_MS;
    if ((this.revoked || this.freshness !== 'live') && this.now - this.#polledAt > pause) void this.#poll();
    this.#celebrate();
  }

  async #poll(): Promise<void> {
    this.#polledAt = this.now;
    try {
      const response = await fetch(`/screen/${this.#token}/state`);
      if (response.status === 404) this.revoked = true;
      else if (response.ok) {
        this.#take((await response.json()) as WallState);
        this.revoked = false;
        // The server closed it for good when the wall was switched off.
        if (this.#socket?.disconnected && !this.#socket.active) this.#socket.connect();
      }
    } catch {
      // Still no network: the picture says how old it is, and the next poll tries again.
    }
  }

  #celebrate(): void {
    if (this.now < this.#celebratesUntil) return;
    this.celebration = null;
    const serverNow = this.now - this.#offset;
    const due = this.state.wins.filter(({ id, at }) => !this.#seen.has(id) && serverNow - at >= UNDO_MS);
    if (due.length === 0) return;
    const show = due.length > MERGE_ABOVE ? due : due.slice(0, 1);
    for (const { id } of show) this.#seen.add(id);
    const waiting = due.length - show.length;
    this.celebration =
      show.length === 1
        ? { kind: 'one', win: show[0]!, nth: Math.max(1, this.state.today.won - waiting) }
        : { kind: 'many', wins: show };
    this.#celebratesUntil = this.now + SHOW_MS;
    this.onCelebrate();
  }
}
