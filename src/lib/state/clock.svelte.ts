import { createContext } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import { Ticker } from './ticker.ts';

interface ClockOptions {
  /** The machine's own clock, replaced in tests. */
  localNow?: () => number;
}

/**
 * One timer for every clock on the page. It runs on the server's time, and only while somebody looks:
 * reading `second` in a template or effect makes it tick each second, reading `minute` each minute, `now()` never.
 */
export class SharedClock {
  #localNow: () => number;
  #offset = 0;
  #seconds = new Ticker(1000, () => this.now());
  #minutes = new Ticker(60_000, () => this.now());
  #readSecond = createSubscriber((update) => this.#seconds.listen(update));
  #readMinute = createSubscriber((update) => this.#minutes.listen(update));

  constructor(options: ClockOptions = {}) {
    this.#localNow = options.localNow ?? Date.now;
  }

  /** The server said that it was `serverNow` when this machine's clock stood at `receivedAt`. */
  synchronise(serverNow: number, receivedAt: number = this.#localNow()): void {
    const offset = serverNow - receivedAt;
    // A second more or less is the network, not the clock: following it would make every countdown jump.
    if (Math.abs(offset - this.#offset) < 1000) return;
    this.#offset = offset;
    this.#seconds.restart();
    this.#minutes.restart();
  }

  /** Server time now; not reactive. */
  now(): number {
    return this.#localNow() + this.#offset;
  }

  /** Server time, read again each second. */
  get second(): number {
    this.#readSecond();
    return this.now();
  }

  /** Server time, read again at each full minute. */
  get minute(): number {
    this.#readMinute();
    return this.now();
  }
}

/** Set once in the root layout, read by every clock below it. */
export const [getClock, setClock] = createContext<SharedClock>();
