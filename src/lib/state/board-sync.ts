import type { BoardSnapshot } from '#lib/contract/board/snapshot.ts';
import type {
  Cursor,
  Frame,
  OpenBoardAnswer,
  OpenBoardRequest,
  PresenceEntry,
  SyncAnswer,
  WireError,
} from '#lib/contract/protocol.ts';
import type { BoardState } from './board.svelte.ts';

/** What keeping a board current needs of the line; `Connection` gives it, tests give their own. */
export interface BoardLine {
  readonly pushed: boolean;
  /** `by`: which part of the page opens it; others may have the same board open. */
  openBoard(request: OpenBoardRequest, by: object): Promise<OpenBoardAnswer>;
  closeBoard(boardId: string, by: object): void;
  on(event: 'frame', listener: (frame: Frame) => void): () => void;
  on(event: 'board:reset', listener: (notice: { boardId: string; reason: 'rights' | 'epoch' }) => void): () => void;
  on(event: 'presence', listener: (notice: { boardId: string; people: PresenceEntry[] }) => void): () => void;
  onLive(listener: () => void): () => void;
  onPoll(listener: () => Promise<void>): () => void;
}

interface SyncOptions {
  fetchSnapshot(boardId: string): Promise<BoardSnapshot>;
  /** Over plain HTTP: what happened since the cursor; null: take a snapshot. */
  fetchEvents(boardId: string, cursor: Cursor): Promise<SyncAnswer>;
  onPresence(people: PresenceEntry[]): void;
  onError(error: WireError | null): void;
  onTime(serverNow: number): void;
  /** The board was opened (again) on the server, which has forgotten what this page looked at. */
  onOpened(): void;
  /** Runs soon, and once for all that came until then: in a storm once a picture. At once without. */
  schedule?: (run: () => void) => void;
}

/** The anchor is moved on after this many events, so that a reconnect needs no snapshot. */
const ANCHOR_EVENTS = 500;
/** Catching up with more than this shows the result and not each step. */
const SHOWN_EVENTS = 40;
const RETRY_MS = 1_000;

const passing = new Set(['storage_away', 'storage_full', 'too_fast']);
const isGone = (error: unknown): boolean => [403, 404].includes((error as { status?: number }).status ?? 0);

/**
 * Keeps a board's confirmed cards equal to the server's: a snapshot, then frames in order, and after any gap the cursor
 * again. Frames carry no event ids, so the cursor is the last one the server confirmed and frames in hand are skipped.
 */
export class BoardSync {
  readonly #state: BoardState;
  readonly #line: BoardLine;
  readonly #options: SyncOptions;
  #opening: Promise<void> | null = null;
  #openAgain = false;
  /** Frames that wait for the board to be opened, or for the next picture. */
  #early: Frame[] = [];
  #scheduled = false;
  #stops: (() => void)[] = [];
  #retry: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(state: BoardState, line: BoardLine, options: SyncOptions) {
    this.#state = state;
    this.#line = line;
    this.#options = options;
  }

  start(): void {
    const { boardId } = this.#state;
    this.#stops = [
      this.#line.on('frame', (frame) => frame.stream === `board:${boardId}` && this.#hear(frame)),
      this.#line.on('board:reset', (notice) => notice.boardId === boardId && this.#reset()),
      this.#line.on('presence', (notice) => notice.boardId === boardId && this.#options.onPresence(notice.people)),
      this.#line.onPoll(() => this.#poll()),
    ];
    void this.open();
    this.#stops.push(this.#line.onLive(() => void this.open()));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    for (const stop of this.#stops) stop();
    this.#line.closeBoard(this.#state.boardId, this);
  }

  /** Loads what is missing and joins the live frames. Calls while one is under way become one more. */
  open(): Promise<void> {
    if (this.#opening) {
      this.#openAgain = true;
      return this.#opening;
    }
    this.#opening = this.#open()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#opening = null;
        if (this.#openAgain && !this.#stopped) {
          this.#openAgain = false;
          void this.open();
        }
      });
    return this.#opening;
  }

  async #open(): Promise<void> {
    clearTimeout(this.#retry);
    if (!this.#state.anchor) await this.#snapshot();
    while (this.#line.pushed && !this.#stopped) {
      const cursor = this.#state.anchor;
      const reply = await this.#line.openBoard({ boardId: this.#state.boardId, cursor }, this);
      if (this.#stopped) return;
      if (!reply.ok) return this.#refused(reply.error);
      this.#options.onTime(reply.now);
      this.#options.onError(null);
      // Rights may have changed while the line was down: another view holds other cards, not only other events.
      if (reply.kind === 'events' && reply.viewKey === this.#state.viewKey) {
        const applied = this.#state.applyFrame(reply.frame, reply.frame.events.length > SHOWN_EVENTS);
        if (applied !== 'gap') {
          this.#state.anchorAt(reply.cursor);
          this.#options.onOpened();
          break;
        }
      }
      await this.#snapshot();
      // A snapshot shared with others may be two seconds old: the next round asks for what came after it.
    }
    this.#flush();
  }

  async #snapshot(): Promise<void> {
    const snapshot = await this.#options.fetchSnapshot(this.#state.boardId);
    if (this.#stopped) return;
    this.#state.load(snapshot);
  }

  #hear(frame: Frame): void {
    this.#early.push(frame);
    if (this.#opening || this.#scheduled) return;
    if (!this.#options.schedule) return this.#flush();
    this.#scheduled = true;
    this.#options.schedule(() => {
      this.#scheduled = false;
      if (!this.#opening && !this.#stopped) this.#flush();
    });
  }

  #flush(): void {
    const early = this.#early;
    this.#early = [];
    for (const frame of early) this.#apply(frame);
  }

  #apply(frame: Frame): void {
    const applied = this.#state.applyFrame(frame, frame.events.length > SHOWN_EVENTS);
    const ahead = this.#state.seq - (this.#state.anchor?.seq ?? 0);
    if (applied === 'gap' || ahead > ANCHOR_EVENTS) void this.open();
  }

  #reset(): void {
    void (async () => {
      await this.#opening;
      await this.#snapshot();
      await this.open();
    })().catch((error: unknown) => this.#failed(error));
  }

  async #poll(): Promise<void> {
    try {
      await this.#catchUp();
      if (!this.#stopped) this.#options.onError(null);
    } catch (error) {
      // The line is there; it is the board that this person may not see any more.
      if (!isGone(error)) throw error;
      this.#failed(error);
    }
  }

  async #catchUp(): Promise<void> {
    const cursor = this.#state.anchor;
    if (!cursor) return this.#snapshot();
    const { frame, cursor: next, viewKey } = await this.#options.fetchEvents(this.#state.boardId, cursor);
    if (this.#stopped) return;
    // His rights changed: another view holds other cards, not only other events.
    if (viewKey !== this.#state.viewKey) return this.#snapshot();
    if (!frame || this.#state.applyFrame(frame, frame.events.length > SHOWN_EVENTS) === 'gap') await this.#snapshot();
    else if (next) this.#state.anchorAt(next);
  }

  #refused(error: WireError): void {
    // The server is there and cannot look just now, as right after it lost its database: that passes by itself.
    if (passing.has(error.code)) this.#failed(error);
    else this.#options.onError(error);
  }

  #failed(error: unknown): void {
    if (this.#stopped) return;
    if (isGone(error)) return this.#options.onError({ code: 'not_found', details: { what: 'board' } });
    // Nothing loaded yet: say so. Otherwise the board stays as it was, and the top bar says that the line is down.
    if (!this.#state.loaded) this.#options.onError({ code: 'unreachable', details: {} });
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.open(), RETRY_MS * (0.7 + 0.6 * Math.random()));
  }
}
