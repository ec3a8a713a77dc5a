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
  #since = -Infinity;

  press(key: string): void {
    const now = performance.now();
    const waiting = now - this.#since < WAIT_MS;
    this.#since = key.toLowerCase() === 'g' ? now : -Infinity;
    const place = waiting ? places[key.toLowerCase()] : undefined;
    // eslint-disable-next-line svelte/no-navigation-without-resolve -- served at the root of its host
    if (place) void goto(place);
  }
}
