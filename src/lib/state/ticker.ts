/** Calls its listeners just after each full period of a given clock; holds one timer while there are any, none without. */
export class Ticker {
  #period: number;
  #now: () => number;
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(period: number, now: () => number) {
    this.#period = period;
    this.#now = now;
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#arm();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearTimeout(this.#timer);
    };
  }

  /** The clock was set: everybody reads it again, and the next full period is another moment. */
  restart(): void {
    if (this.#listeners.size === 0) return;
    clearTimeout(this.#timer);
    this.#fire();
  }

  #arm(): void {
    this.#timer = setTimeout(() => this.#fire(), this.#period - (this.#now() % this.#period) + 1);
  }

  #fire(): void {
    this.#arm();
    for (const listener of this.#listeners) listener();
  }
}
