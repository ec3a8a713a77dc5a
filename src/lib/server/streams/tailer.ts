import type { Context } from '../context/context.ts';
import { observe } from '../context/observed.ts';
import { eventsAfter, streamHead, type StoredEvent } from './stream.ts';

const BATCH = 1_000;

export interface TailerOptions {
  /** Events gather this long under load; a quiet stream is read at once. */
  gatherMs?: number;
  /** The safety net when a wake-up was lost, or came from another node with wake-ups off. */
  pollMs?: number;
}

type Listener = (events: StoredEvent[]) => void | Promise<void>;

/**
 * Reads one stream from the database, in order and without gaps, and hands every event to its listener exactly once.
 * Only what is committed is ever seen, on whichever node it was written.
 */
export class StreamTailer {
  readonly #context: Context;
  readonly #streamId: string;
  readonly #listener: Listener;
  readonly #gatherMs: number;
  readonly #unsubscribe: () => void;
  readonly #poll: NodeJS.Timeout;
  #position: number;
  #reading = false;
  #again = false;
  #closed = false;
  #lastRead = 0;
  #timer: NodeJS.Timeout | null = null;

  private constructor(
    context: Context,
    streamId: string,
    position: number,
    listener: Listener,
    options: TailerOptions,
  ) {
    this.#context = context;
    this.#streamId = streamId;
    this.#position = position;
    this.#listener = listener;
    this.#gatherMs = options.gatherMs ?? 25;
    this.#unsubscribe = context.growth.subscribe((ids) => {
      if (ids.includes(streamId)) this.#wake();
    });
    this.#poll = setInterval(() => this.#wake(), options.pollMs ?? 1_000);
    this.#poll.unref();
  }

  /** Starts at the stream's present end. */
  static async open(
    context: Context,
    streamId: string,
    listener: Listener,
    options: TailerOptions = {},
  ): Promise<StreamTailer> {
    const { seq } = await streamHead(context.db.read, streamId);
    return new StreamTailer(context, streamId, seq, listener, options);
  }

  /** The number of the last event handed on. */
  get position(): number {
    return this.#position;
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    clearInterval(this.#poll);
    if (this.#timer) clearTimeout(this.#timer);
  }

  #wake(): void {
    if (this.#closed) return;
    if (this.#reading) {
      this.#again = true;
      return;
    }
    if (this.#timer) return;
    const wait = this.#lastRead + this.#gatherMs - performance.now();
    if (wait <= 0) void this.#read();
    else this.#timer = setTimeout(() => void this.#read(), wait);
  }

  async #read(): Promise<void> {
    this.#timer = null;
    this.#reading = true;
    this.#again = false;
    try {
      for (;;) {
        this.#lastRead = performance.now();
        const events = await eventsAfter(this.#context.db.read, this.#streamId, this.#position, BATCH);
        if (this.#closed || events.length === 0) break;
        observe('read', { events: events.length, lagMs: this.#context.now() - events[0]!.at });
        // The position moves in the same step in which the listener is told: whoever joins in between neither misses
        // an event nor hears one twice.
        const told = this.#listener(events);
        this.#position = events.at(-1)!.seq;
        await told;
        if (events.length < BATCH) break;
      }
    } catch (error) {
      this.#context.log.error({ err: error, stream: this.#streamId }, 'reading a stream failed; it is tried again');
    } finally {
      this.#reading = false;
      if (this.#again) this.#wake();
    }
  }
}
