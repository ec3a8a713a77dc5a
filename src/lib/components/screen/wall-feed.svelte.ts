import { io, type Socket } from 'socket.io-client';
import type { ServerToClient } from '#lib/contract/protocol.ts';
import type { WallState, WallWin } from '#lib/contract/screen/wall.ts';

/** A win is celebrated once it can no longer be a slip that is undone at once. */
const UNDO_MS = 5_000;
const STALE_MS = 15_000;
const DEAD_MS = 60_000;
const POLL_MS = 10_000;
const SHOW_MS = 6_000;
/** After the server closed the socket itself, which socket.io takes for final: it may be back in a moment. */
const AGAIN_MS = 2_000;
/** More waiting wins than this are shown as one list. */
const MERGE_ABOVE = 3;

export type Celebration = { kind: 'one'; win: WallWin; nth: number } | { kind: 'many'; wins: WallWin[] };
export type Freshness = 'live' | 'stale' | 'dead';

type WallSocket = Pick<Socket<ServerToClient>, 'on' | 'connect' | 'disconnect' | 'connected' | 'active'>;
interface Parts {
  connect: (token: string) => WallSocket;
  fetch: (path: string) => Promise<Pick<Response, 'status' | 'ok' | 'json'>>;
  reload: () => void;
  /** Milliseconds since some moment that no change of the clock touches. */
  steady: () => number;
}

const ofBrowser: Parts = {
  connect: (token) => io({ transports: ['websocket'], query: { screen: token }, reconnectionDelayMax: 5_000 }),
  fetch: (path) => fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(POLL_MS) }),
  reload: () => location.reload(),
  steady: () => performance.now(),
};

/** What one television knows: the newest state, how old it is, and which wins it still has to celebrate. */
export class WallFeed {
  state: WallState = $state.raw(null as unknown as WallState);
  /** The server's time: a television's own clock may be hours off, or be set right while it shows this. */
  now = $state(0);
  revoked = $state(false);
  celebration: Celebration | null = $state.raw(null);
  /** Called when a celebration begins. */
  onCelebrate: () => void = () => {};

  readonly #token: string;
  readonly #parts: Parts;
  #seen = new Set<string>();
  /** When the state came, by both clocks: one may be set, the other stands still while the machine sleeps. */
  #received: { local: number; steady: number } | null = null;
  #age = $state(0);
  #socket: WallSocket | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;
  #celebratesUntil = 0;
  #polledAt = -Infinity;

  constructor(token: string, initial: WallState, parts: Partial<Parts> = {}) {
    this.#token = token;
    this.#parts = { ...ofBrowser, ...parts };
    this.#take(initial);
    // What was won before the wall was switched on is not news.
    for (const win of initial.wins) if (win.at < initial.dataAt - UNDO_MS * 2) this.#seen.add(win.id);
  }

  /** How long the newest data have been lying here: `live`, `stale` (amber) or `dead` (dimmed). */
  get freshness(): Freshness {
    if (this.#age > DEAD_MS) return 'dead';
    return this.#age > STALE_MS ? 'stale' : 'live';
  }

  start(): () => void {
    const socket = this.#parts.connect(this.#token);
    this.#socket = socket;
    socket.on('screen', ({ state }) => this.#take(state as WallState));
    socket.on('signedOut', () => (this.revoked = true));
    socket.on('disconnect', (reason) => reason === 'io server disconnect' && this.#connectAgain());
    socket.on('connect_error', () => !socket.active && this.#connectAgain());
    const timer = setInterval(() => this.#tick(), 250);
    return () => {
      clearInterval(timer);
      clearTimeout(this.#again);
      socket.disconnect();
      this.#socket = null;
    };
  }

  #connectAgain(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => !this.revoked && this.#socket?.connect(), AGAIN_MS);
  }

  #take(state: WallState): void {
    if (this.#received && state.version !== this.state.version) this.#parts.reload();
    this.#received = { local: Date.now(), steady: this.#parts.steady() };
    this.state = state;
    // Older ones no longer come: what is remembered stays as short as what is told.
    this.#seen = new Set(state.wins.flatMap(({ id }) => (this.#seen.has(id) ? [id] : [])));
    this.#readClock();
    this.#withdraw();
  }

  #readClock(): void {
    const { local, steady } = this.#received!;
    this.#age = Math.max(0, Date.now() - local, this.#parts.steady() - steady);
    this.now = this.state.dataAt + this.#age;
  }

  #tick(): void {
    const before = this.#age;
    this.#readClock();
    // It slept: the socket says that it is open, but the other end is long gone.
    if (this.#age - before > DEAD_MS && this.#socket?.connected) this.#socket.disconnect().connect();
    if (this.freshness !== 'live' && this.#parts.steady() - this.#polledAt > POLL_MS) void this.#poll();
    this.#celebrate();
  }

  async #poll(): Promise<void> {
    this.#polledAt = this.#parts.steady();
    try {
      const response = await this.#parts.fetch(`/screen/${this.#token}/state`);
      if (response.status === 404) this.revoked = true;
      else if (response.ok) {
        this.#take((await response.json()) as WallState);
        // An admin has taken it over: nobody need walk to the television.
        if (this.revoked) {
          this.revoked = false;
          this.#connectAgain();
        }
      }
    } catch {
      // Still no network: the picture says how old it is, and the next poll tries again.
    }
  }

  /** A win that was undone meanwhile is taken off without a word. */
  #withdraw(): void {
    if (this.celebration?.kind !== 'one') return;
    const { win } = this.celebration;
    if (this.state.wins.some(({ id }) => id === win.id)) return;
    this.celebration = null;
    this.#celebratesUntil = 0;
  }

  #celebrate(): void {
    if (this.now < this.#celebratesUntil) return;
    this.celebration = null;
    const due = this.state.wins.filter(({ id, at }) => !this.#seen.has(id) && this.now - at >= UNDO_MS);
    // Nobody is cheered for by a picture that may be wrong by now.
    if (due.length === 0 || this.freshness === 'dead') return;
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
