import { createContext } from 'svelte';

const QUIET = 5000;

/**
 * What a screen reader is told. Polite: at most one sentence in five seconds; of what comes meanwhile the newest is kept,
 * because an older one is no longer true. Assertive (a refusal, a promise broken): at once.
 */
export class Announcer {
  polite = $state('');
  assertive = $state('');
  #waiting: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(sentence: string): void {
    if (this.#timer) {
      this.#waiting = sentence;
      return;
    }
    this.polite = sentence;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const next = this.#waiting;
      this.#waiting = null;
      if (next === null) this.polite = '';
      else this.say(next);
    }, QUIET);
  }

  interrupt(sentence: string): void {
    // The same text twice is no change and would not be read: a no-break space makes it one.
    this.assertive = this.assertive === sentence ? `${sentence}\u00a0` : sentence;
  }
}

export const [getAnnouncer, setAnnouncer] = createContext<Announcer>();
