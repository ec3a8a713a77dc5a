import type { Card } from '#lib/contract/board/card.ts';
import { comparePositions } from '#lib/domain/board/position.ts';

/** The order of a column: position, then id, since two drops into the same gap on two boards may mint the same key. */
export const inColumn = (a: Card, b: Card): number =>
  comparePositions(a.position, b.position) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Of two cards in a pool the later comes first. */
export const inPool = (a: Card, b: Card): number =>
  (b.pooledAt ?? 0) - (a.pooledAt ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export const worth = (card: Card): number => card.wonMinor ?? card.amountMinor ?? 0;

/**
 * One column as the page reads it: its cards in order, and what they add up to. A change costs two binary searches and one
 * copied array, however long the column is; other columns hear nothing of it.
 */
export class Column {
  readonly id: string;
  readonly #order: (a: Card, b: Card) => number;
  #cards = $state.raw<readonly Card[]>([]);
  /** Minor units by currency: they are never added across currencies. */
  #totals = $state.raw<ReadonlyMap<string, number>>(new Map());
  #next: Card[] | null = null;
  #sums: Map<string, number> | null = null;

  constructor(id: string, order: (a: Card, b: Card) => number = inColumn) {
    this.id = id;
    this.#order = order;
  }

  get cards(): readonly Card[] {
    return this.#cards;
  }
  get totals(): ReadonlyMap<string, number> {
    return this.#totals;
  }
  get count(): number {
    return this.#cards.length;
  }

  fill(cards: Card[]): void {
    const totals = new Map<string, number>();
    for (const card of cards) add(totals, card, 1);
    this.#next = this.#sums = null;
    this.#totals = totals;
    this.#cards = cards.sort(this.#order);
  }

  insert(card: Card): void {
    const { cards, sums } = this.#edit();
    cards.splice(this.#seek(cards, card), 0, card);
    add(sums, card, 1);
  }

  /** @param card the very object that lies in the column */
  remove(card: Card): void {
    const { cards, sums } = this.#edit();
    const at = this.#seek(cards, card);
    if (cards[at] !== card) throw new Error(`card ${card.id} does not lie in column ${this.id}`);
    cards.splice(at, 1);
    add(sums, card, -1);
  }

  /** Shows what was inserted and removed since. */
  commit(): void {
    if (!this.#next) return;
    this.#cards = this.#next;
    this.#totals = this.#sums!;
    this.#next = this.#sums = null;
  }

  indexOf(card: Card): number {
    const at = this.#seek(this.#cards, card);
    return this.#cards[at]?.id === card.id ? at : -1;
  }

  #edit(): { cards: Card[]; sums: Map<string, number> } {
    this.#next ??= this.#cards.slice();
    this.#sums ??= new Map(this.#totals);
    return { cards: this.#next, sums: this.#sums };
  }

  /** Index of the card, or of the place where it belongs. */
  #seek(cards: readonly Card[], card: Card): number {
    let low = 0;
    let high = cards.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#order(cards[middle]!, card) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function add(totals: Map<string, number>, card: Card, sign: 1 | -1): void {
  const amount = worth(card);
  if (amount === 0) return;
  const sum = (totals.get(card.currency) ?? 0) + sign * amount;
  if (sum === 0) totals.delete(card.currency);
  else totals.set(card.currency, sum);
}
