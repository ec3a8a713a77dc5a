/** Random choices from one source of numbers in [0, 1): `context.random` when live, a seeded one for the sample. */
export class Chance {
  readonly #source: () => number;

  constructor(source: () => number) {
    this.#source = source;
  }

  /** The same seed gives the same choices. `label` makes another, independent sequence of the same seed. */
  static seeded(seed: number, label = ''): Chance {
    let state = hash(`${seed}/${label}`);
    // mulberry32: one 32-bit state, period 2^32; ample for choices that nobody may need to guess.
    return new Chance(() => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    });
  }

  next(): number {
    return this.#source();
  }

  /** True with probability `p`. */
  is(p: number): boolean {
    return this.#source() < p;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.#source();
  }

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  pick<T>(list: readonly T[]): T {
    const found = list[Math.floor(this.#source() * list.length)];
    if (found === undefined) throw new RangeError('nothing to pick from');
    return found;
  }

  /** One of the list, as often as its weight says; null when no weight is above nought. */
  weighted<T>(list: readonly T[], weight: (item: T) => number): T | null {
    const weights = list.map((item) => Math.max(0, weight(item)));
    let left = this.#source() * weights.reduce((sum, each) => sum + each, 0);
    let last: T | null = null;
    for (const [at, item] of list.entries()) {
      if (weights[at]! <= 0) continue;
      last = item;
      left -= weights[at]!;
      if (left < 0) return item;
    }
    return last;
  }

  /** Waiting time until something that happens on average every `mean`. */
  waiting(mean: number): number {
    return -mean * Math.log(1 - this.#source());
  }

  /** Bell curve around nought with standard deviation one (Box and Muller, 1958). */
  bell(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#source())) * Math.cos(2 * Math.PI * this.#source());
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => Math.floor(this.#source() * 256));
  }
}

/** FNV-1a, 32 bit (http://www.isthe.com/chongo/tech/comp/fnv/). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193);
  return value >>> 0;
}
