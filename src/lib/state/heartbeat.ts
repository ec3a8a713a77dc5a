interface HeartbeatOptions {
  /** Asks the server something; rejects when no answer comes. */
  beat: () => Promise<void>;
  onDead: () => void;
  /** The machine slept, the network came back or the page is looked at again. */
  onWake: () => void;
}

const BEAT_MS = 10_000;

/**
 * Notices a line that is dead without having said so. Timers stop while a machine sleeps, so a late one means that it has
 * slept.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #last = 0;
  #asking = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): () => void {
    this.#last = Date.now();
    const timer = setInterval(() => {
      const late = Date.now() - this.#last > BEAT_MS * 2;
      this.#last = Date.now();
      if (late) this.#options.onWake();
      void this.#beat();
    }, BEAT_MS);
    const wake = () => {
      if (document.visibilityState === 'hidden') return;
      this.#options.onWake();
      void this.#beat();
    };
    document.addEventListener('visibilitychange', wake);
    window.addEventListener('online', wake);
    window.addEventListener('offline', wake);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', wake);
      window.removeEventListener('online', wake);
      window.removeEventListener('offline', wake);
    };
  }

  async #beat(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      await this.#options.beat();
    } catch {
      this.#options.onDead();
    } finally {
      this.#asking = false;
    }
  }
}
