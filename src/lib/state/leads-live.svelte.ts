import { SvelteMap } from 'svelte/reactivity';
import type { LeadsPage, LeadsQuery, LeadsRow } from '#lib/contract/board/leads-list.ts';
import { couldEnter, matchesLeadsQuery, type LeadsReader } from '#lib/contract/board/leads-matching.ts';
import type { CardChange, Frame, GoneReason, OpenBoardAnswer, OpenBoardRequest } from '#lib/contract/protocol.ts';
import { FLAG_MS } from './card-live.svelte.ts';

/** Looking what has come to the page: soon, and on a busy floor not all the time. */
const SOON_MS = 400;
const PACE_MS = 4_000;

/** What happened to a row a moment ago; `left`: it stays in sight, but belongs to this list no more. */
export type RowMark = { kind: 'changed' } | { kind: 'left' } | { kind: 'gone'; reason: GoneReason; to: string | null };

interface LeadsLine {
  readonly pushed: boolean;
  openBoard(request: OpenBoardRequest, by: object): Promise<OpenBoardAnswer>;
  closeBoard(boardId: string, by: object): void;
  on(event: 'frame', listener: (frame: Frame) => void): () => void;
  on(event: 'board:reset', listener: (notice: { boardId: string }) => void): () => void;
  onLive(listener: () => void): () => void;
  onPoll(listener: () => Promise<void>): () => void;
}

interface LeadsLiveOptions extends LeadsReader {
  line: LeadsLine;
  boardIds: () => readonly string[];
  /** The page of the list as it is now. */
  read: () => Promise<LeadsPage>;
  /** The tab is in front. */
  visible: () => boolean;
}

/**
 * A page of leads that follows what happens. Rows change where they stand and leave with a reason; what comes to the page is
 * counted and shown when asked for, so that nothing moves under a hand.
 */
export class LeadsLive {
  list: LeadsPage = $state.raw() as LeadsPage;
  readonly marks = new SvelteMap<string, RowMark>();
  /** Leads that belong on this page and are not shown yet. */
  waiting = $state(0);
  #query: LeadsQuery;
  readonly #options: LeadsLiveOptions;
  #fresh: LeadsPage | null = null;
  readonly #heard = new Map<string, number>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  #lookedAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Rises with every list that is shown: an answer to an older question is thrown away. */
  #asked = 0;

  constructor(list: LeadsPage, query: LeadsQuery, options: LeadsLiveOptions) {
    this.list = list;
    this.#query = query;
    this.#options = options;
  }

  start(): () => void {
    const { line } = this.#options;
    let boards: readonly string[] = [];
    const open = async () => {
      boards = this.#options.boardIds();
      this.#heard.clear();
      await Promise.allSettled(boards.map((boardId) => line.openBoard({ boardId, cursor: null, quiet: true }, this)));
      // What happened until now was heard by nobody: who may see what may have changed as well.
      await this.#look(true);
    };
    // Not to be read now: the next connection tries again, and the top bar says that the line is down.
    const openOrWait = () => void open().catch(() => {});
    const stops = [
      line.on('frame', (frame) => this.#hear(frame)),
      line.on('board:reset', ({ boardId }) => boards.includes(boardId) && openOrWait()),
      line.onLive(() => line.pushed && openOrWait()),
      line.onPoll(() => this.#look(true)),
    ];
    return () => {
      for (const stop of stops) stop();
      for (const boardId of boards) line.closeBoard(boardId, this);
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#forgetMarks();
    };
  }

  /** Another page of the list, or the same one read again because of something done here. */
  show(list: LeadsPage, query: LeadsQuery): void {
    this.#asked++;
    this.#query = query;
    this.list = list;
    this.#fresh = null;
    this.waiting = 0;
    this.#forgetMarks();
  }

  /** Shows what was waiting. */
  takeWaiting(): void {
    if (this.#fresh) this.show(this.#fresh, this.#query);
  }

  /** The tab has come to the front again. */
  wake(): void {
    if (this.#lookAgain) this.#lookSoon();
  }

  #hear(frame: Frame): void {
    const boardId = frame.stream.startsWith('board:') ? frame.stream.slice('board:'.length) : null;
    if (boardId === null) return;
    const last = this.#heard.get(boardId);
    if (last !== undefined && frame.from > last + 1) this.#lookSoon();
    this.#heard.set(boardId, frame.to);
    for (const event of frame.events) for (const change of event.changes) this.#change(boardId, change);
  }

  #change(boardId: string, change: CardChange): void {
    const shown = this.list.rows.find(({ id }) => id === change.id);
    if ('gone' in change) {
      if (shown) this.#leave(shown, change.gone, change.to ?? null);
      return;
    }
    if (!shown) {
      const may =
        'card' in change
          ? matchesLeadsQuery(this.#query, change.card, boardId, this.#options)
          : couldEnter(this.#query, change.patch);
      if (may) this.#lookSoon();
      return;
    }
    this.#replace(this.#rowOf('card' in change ? { ...shown, ...change.card } : { ...shown, ...change.patch }));
  }

  #rowOf(row: LeadsRow): LeadsRow {
    return { ...row, state: this.#options.stageKind(row.stageId) };
  }

  #replace(row: LeadsRow): void {
    const before = this.list.rows.find(({ id }) => id === row.id);
    if (!before || row.version <= before.version) return;
    this.list = { ...this.list, rows: this.list.rows.map((old) => (old.id === row.id ? row : old)) };
    if (matchesLeadsQuery(this.#query, row, row.boardId, this.#options)) this.#mark(row.id, { kind: 'changed' });
    else {
      clearTimeout(this.#timers.get(row.id));
      this.marks.set(row.id, { kind: 'left' });
    }
  }

  #leave(row: LeadsRow, reason: GoneReason, to: string | null): void {
    this.#mark(row.id, { kind: 'gone', reason, to }, () => {
      const rows = this.list.rows.filter(({ id }) => id !== row.id);
      this.list = { ...this.list, rows, total: Math.max(rows.length, this.list.total - 1) };
    });
  }

  #mark(id: string, mark: RowMark, then?: () => void): void {
    clearTimeout(this.#timers.get(id));
    this.marks.set(id, mark);
    this.#timers.set(
      id,
      setTimeout(() => {
        this.#timers.delete(id);
        this.marks.delete(id);
        then?.();
      }, FLAG_MS),
    );
  }

  #forgetMarks(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.marks.clear();
  }

  #lookSoon(): void {
    if (this.#timer !== undefined) return;
    if (!this.#options.visible()) {
      this.#lookAgain = true;
      return;
    }
    const wait = Math.max(SOON_MS, this.#lookedAt + PACE_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // A reading that fails on the way is made up for by the next change or the next connection.
      this.#look().catch(() => {});
    }, wait);
  }

  /** @param unheard there were no frames to say what left: rows that are no longer of this page leave it without a word */
  #look(unheard = false): Promise<void> {
    // The one under way may have read before what this one is about.
    if (this.#looking) return this.#looking.then(() => this.#look(unheard));
    this.#looking = this.#compare(unheard).finally(() => {
      this.#looking = null;
      this.#lookedAt = performance.now();
    });
    return this.#looking;
  }

  async #compare(unheard: boolean): Promise<void> {
    this.#lookAgain = false;
    const asked = this.#asked;
    const fresh = await this.#options.read();
    if (asked !== this.#asked) return;
    for (const row of fresh.rows) this.#replace(row);
    if (unheard) {
      const now = new Set(fresh.rows.map(({ id }) => id));
      this.list = { ...this.list, rows: this.list.rows.filter(({ id }) => now.has(id)) };
    }
    const here = new Set(this.list.rows.map(({ id }) => id));
    const waiting = fresh.rows.filter(({ id }) => !here.has(id)).length;
    // Nobody has a hand on an empty page.
    if (this.list.rows.length === 0 && waiting > 0) return this.show(fresh, this.#query);
    this.#fresh = fresh;
    this.waiting = waiting;
    this.list = { ...this.list, total: fresh.total, more: fresh.more };
  }
}
