import { goto } from '$app/navigation';

const places: Record<string, string> = {
  b: '/board',
  p: '/pool',
  l: '/leads',
  f: '/figures',
  i: '/inbox',
  s: '/settings',
};
/** Between the G and the letter of a place. */
const WAIT_MS = 1_200;

/** `G B`, `G P`, `G F`: one key after the other. */
export class GoKeys {
  readonly #go: (place: string) => void;
  readonly #now: () => number;
  #since = -Infinity;

  constructor(
    // eslint-disable-next-line svelte/no-navigation-without-resolve -- served at the root of its host
    go: (place: string) => void = (place) => void goto(place),
    now: () => number = () => performance.now(),
  ) {
    this.#go = go;
    this.#now = now;
  }

  /** True when the key was the second of a pair: it must then mean nothing else, such as F on the focused card. */
  press(key: string): boolean {
    const letter = key.toLowerCase();
    const waiting = this.#now() - this.#since < WAIT_MS;
    const place = waiting ? places[letter] : undefined;
    this.#since = letter === 'g' ? this.#now() : -Infinity;
    if (place) this.#go(place);
    return place !== undefined;
  }
}
