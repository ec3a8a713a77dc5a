import { parseViewKey, type ViewScope } from '#lib/domain/access/audience.ts';
import type { Context } from '#lib/server/context/context.ts';
import { observe } from '#lib/server/context/observed.ts';
import { eventTextFor, LEADS_CHANGED, parseLeadsChanged, type ParsedEvent } from '#lib/server/board/lead-event.ts';
import { boardStream, type StoredEvent } from '#lib/server/streams/stream.ts';
import { StreamTailer } from '#lib/server/streams/tailer.ts';
import { EncodedFrame } from './encoded-frame.ts';

/** Ranges that hold nothing for a key ride in its next frame; a key that hears nothing gets an empty one this often. */
const EMPTY_FRAME_MS = 1_000;

interface KeyState {
  scope: ViewScope;
  viewers: number;
  /** The number up to which this key has been told. */
  told: number;
}

/** Sends a frame to everybody who has the board open under one of these keys. */
export type SendFrame = (boardId: string, viewKeys: readonly string[], frame: EncodedFrame) => void;

interface BoardState {
  tailer: StreamTailer;
  keys: Map<string, KeyState>;
  watchers: Set<BoardWatcher>;
}

/** A part of the server that wants to know that a board changed (figures, walls). */
export type BoardWatcher = (events: readonly ParsedEvent[]) => void;

/**
 * One tailer per board that somebody looks at. Each event is written once for all who are told the same of it, and each frame
 * once for all view keys that get the same: 200 viewers with 24 different rights who see everything cost one, not 200.
 */
export class BoardHub {
  readonly #context: Context;
  readonly #send: SendFrame;
  readonly #boards = new Map<string, Promise<BoardState>>();
  readonly #quiet: NodeJS.Timeout;

  constructor(context: Context, send: SendFrame) {
    this.#context = context;
    this.#send = send;
    this.#quiet = setInterval(() => {
      this.#tellQuietKeys().catch((error: unknown) => context.log.warn({ err: error }, 'a board could not be read'));
    }, EMPTY_FRAME_MS);
    this.#quiet.unref();
  }

  /**
   * Adds a viewer to a key's room. Answers the stream number from which the room's frames go on: whoever has seen
   * everything up to it misses nothing.
   */
  async join(boardId: string, viewKey: string): Promise<number> {
    const board = await this.#living(boardId);
    let key = board.keys.get(viewKey);
    if (!key) {
      key = { scope: parseViewKey(viewKey), viewers: 0, told: board.tailer.position };
      board.keys.set(viewKey, key);
    }
    key.viewers++;
    return key.told;
  }

  async leave(boardId: string, viewKey: string): Promise<void> {
    const board = await this.#boards.get(boardId);
    const key = board?.keys.get(viewKey);
    if (!board || !key) return;
    if (--key.viewers === 0) board.keys.delete(viewKey);
    this.#letGo(boardId, board);
  }

  async watch(boardId: string, watcher: BoardWatcher): Promise<void> {
    (await this.#living(boardId)).watchers.add(watcher);
  }

  async unwatch(boardId: string, watcher: BoardWatcher): Promise<void> {
    const board = await this.#boards.get(boardId);
    board?.watchers.delete(watcher);
    if (board) this.#letGo(boardId, board);
  }

  /** Of every board that somebody looks at: how many view keys, and up to which number its stream has been read. */
  async boards(): Promise<{ boardId: string; viewKeys: number; position: number }[]> {
    const open = [...this.#boards].map(async ([boardId, board]) => {
      const { tailer, keys } = await board;
      return { boardId, viewKeys: keys.size, position: tailer.position };
    });
    return Promise.all(open);
  }

  close(): void {
    clearInterval(this.#quiet);
    for (const board of this.#boards.values())
      board.then(
        ({ tailer }) => tailer.close(),
        () => {},
      );
    this.#boards.clear();
  }

  /** A board that is still read when one gets it: the last viewer may leave in between, and it is let go. */
  async #living(boardId: string): Promise<BoardState> {
    for (;;) {
      const opening = this.#board(boardId);
      const board = await opening;
      if (this.#boards.get(boardId) === opening) return board;
    }
  }

  #board(boardId: string): Promise<BoardState> {
    let board = this.#boards.get(boardId);
    if (!board) {
      board = this.#open(boardId);
      board.catch(() => this.#boards.delete(boardId));
      this.#boards.set(boardId, board);
    }
    return board;
  }

  async #open(boardId: string): Promise<BoardState> {
    const keys = new Map<string, KeyState>();
    const watchers = new Set<BoardWatcher>();
    const tailer = await StreamTailer.open(this.#context, boardStream(boardId), (events) =>
      this.#tell(boardId, keys, watchers, events),
    );
    return { tailer, keys, watchers };
  }

  #letGo(boardId: string, board: BoardState): void {
    if (board.keys.size > 0 || board.watchers.size > 0) return;
    board.tailer.close();
    this.#boards.delete(boardId);
  }

  #tell(
    boardId: string,
    keys: Map<string, KeyState>,
    watchers: Set<BoardWatcher>,
    events: readonly StoredEvent[],
  ): void {
    const parsed = events.filter(({ kind }) => kind === LEADS_CHANGED).map(parseLeadsChanged);
    const to = events.at(-1)!.seq;
    const frames = new Map<string, { viewKeys: string[]; from: number; events: string[] }>();
    for (const [viewKey, key] of keys) {
      const events: string[] = [];
      let shape = String(key.told);
      for (const event of parsed) {
        const seen = event.event.seq > key.told ? eventTextFor(key.scope, event) : null;
        if (seen) events.push(seen.text);
        shape += `,${seen?.shape ?? ''}`;
      }
      if (events.length === 0) continue;
      const frame = frames.get(shape);
      if (frame) frame.viewKeys.push(viewKey);
      else frames.set(shape, { viewKeys: [viewKey], from: key.told + 1, events });
      key.told = to;
    }
    for (const { viewKeys, from, events } of frames.values()) this.#emit(boardId, viewKeys, from, to, events);
    for (const watcher of watchers) watcher(parsed);
  }

  #emit(boardId: string, viewKeys: readonly string[], from: number, to: number, events: readonly string[]): void {
    for (let i = 0; i < viewKeys.length; i++) observe('frame', { events: events.length });
    this.#send(boardId, viewKeys, new EncodedFrame({ stream: boardStream(boardId), from, to }, events));
  }

  async #tellQuietKeys(): Promise<void> {
    for (const [boardId, opening] of this.#boards) {
      const { tailer, keys } = await opening;
      for (const [viewKey, key] of keys) {
        if (key.told >= tailer.position) continue;
        this.#emit(boardId, [viewKey], key.told + 1, tailer.position, []);
        key.told = tailer.position;
      }
    }
  }
}
