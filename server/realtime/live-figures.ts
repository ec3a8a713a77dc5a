import type { Figures } from '#lib/contract/metrics/figures.ts';
import { queryText, type FiguresQuery } from '#lib/contract/metrics/query.ts';
import type { Context } from '#lib/server/context/context.ts';
import { sharedFigures } from '#lib/server/metrics/figures-for.ts';
import type { BoardHub, BoardWatcher } from './board-hub.ts';

/** The same figures are counted at most this often, and at most a third of the time when counting takes long. */
const PACE_MS = 1_000;
const MOST_SHARE = 3;

interface Watched {
  query: FiguresQuery;
  viewers: number;
  watcher: BoardWatcher;
  /** The board is being watched. */
  ready: Promise<void>;
  /** When the last count ended (performance.now), and how long it took. */
  endedAt: number;
  tookMs: number;
  counting: boolean;
  moved: boolean;
  timer: NodeJS.Timeout | null;
}

/**
 * Figures that somebody looks at: one count per distinct scoped query after the board moved, however many look; none
 * when nobody does.
 */
export class LiveFigures {
  readonly #context: Context;
  readonly #hub: BoardHub;
  readonly #tell: (key: string, figures: Figures) => void;
  readonly #watched = new Map<string, Watched>();
  #closed = false;

  constructor(context: Context, hub: BoardHub, tell: (key: string, figures: Figures) => void) {
    this.#context = context;
    this.#hub = hub;
    this.#tell = tell;
  }

  /** How many distinct queries are kept up to date. */
  get size(): number {
    return this.#watched.size;
  }

  /** @param query scoped to what its viewers may see; answers its key */
  async join(query: FiguresQuery): Promise<string> {
    const key = queryText(query);
    const known = this.#watched.get(key);
    if (known) {
      known.viewers++;
      await known.ready;
      return key;
    }
    const watcher = () => this.#moved(key);
    const watched: Watched = {
      query,
      viewers: 1,
      watcher,
      ready: this.#hub.watch(query.boardId, watcher),
      endedAt: 0,
      tookMs: 0,
      counting: false,
      moved: false,
      timer: null,
    };
    this.#watched.set(key, watched);
    try {
      await watched.ready;
    } catch (error) {
      // Kept, it would be taken for one that hears of moves by everybody who asks the same later.
      if (this.#watched.get(key) === watched) this.#watched.delete(key);
      throw error;
    }
    return key;
  }

  async leave(key: string): Promise<void> {
    const watched = this.#watched.get(key);
    if (!watched || --watched.viewers > 0) return;
    this.#watched.delete(key);
    if (watched.timer) clearTimeout(watched.timer);
    await this.#hub.unwatch(watched.query.boardId, watched.watcher);
  }

  /** Names or rights changed: everything is told anew. */
  refresh(): void {
    for (const key of this.#watched.keys()) this.#moved(key);
  }

  close(): void {
    this.#closed = true;
    for (const { timer } of this.#watched.values()) if (timer) clearTimeout(timer);
    this.#watched.clear();
  }

  #moved(key: string): void {
    const watched = this.#watched.get(key);
    if (!watched || this.#closed) return;
    watched.moved = true;
    if (watched.counting || watched.timer) return;
    const rest = watched.endedAt + Math.max(PACE_MS, watched.tookMs * MOST_SHARE) - performance.now();
    watched.timer = setTimeout(() => void this.#count(key, watched), Math.max(0, rest));
    watched.timer.unref();
  }

  async #count(key: string, watched: Watched): Promise<void> {
    watched.timer = null;
    watched.counting = true;
    watched.moved = false;
    const began = performance.now();
    try {
      const figures = await sharedFigures(this.#context, watched.query);
      if (this.#watched.get(key) === watched) this.#tell(key, figures);
    } catch (error) {
      if (!this.#closed)
        this.#context.log.error({ err: error }, 'counting live figures failed; the next move tries again');
    }
    watched.counting = false;
    watched.endedAt = performance.now();
    watched.tookMs = watched.endedAt - began;
    if (watched.moved) this.#moved(key);
  }
}
