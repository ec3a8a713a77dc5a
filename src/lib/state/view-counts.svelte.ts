import type { Card } from '#lib/contract/board/card.ts';
import type { BoardFilter } from './board-filter.ts';

/** How many cards each saved view would show, kept as cards change. */
export class ViewCounts {
  counts = $state.raw<ReadonlyMap<string, number>>(new Map());
  readonly #test: (filter: BoardFilter) => ((card: Card) => boolean) | null;
  #views: readonly { id: string; filter: BoardFilter }[] = [];
  #tests: (readonly [id: string, test: ((card: Card) => boolean) | null])[] = [];
  #next: Map<string, number> | null = null;

  constructor(test: (filter: BoardFilter) => ((card: Card) => boolean) | null) {
    this.#test = test;
  }

  use(views: readonly { id: string; filter: BoardFilter }[], cards: Iterable<Card>): void {
    this.#views = views;
    this.recount(cards);
  }

  recount(cards: Iterable<Card>): void {
    this.#tests = this.#views.map(({ id, filter }) => [id, this.#test(filter)]);
    const counts = new Map<string, number>(this.#tests.map(([id]) => [id, 0]));
    for (const card of cards) {
      for (const [id, test] of this.#tests) if (!test || test(card)) counts.set(id, counts.get(id)! + 1);
    }
    this.#next = null;
    this.counts = counts;
  }

  change(before: Card | undefined, after: Card | undefined): void {
    for (const [id, test] of this.#tests) {
      const shift = Number(!!after && (!test || test(after))) - Number(!!before && (!test || test(before)));
      if (shift === 0) continue;
      this.#next ??= new Map(this.counts);
      this.#next.set(id, (this.#next.get(id) ?? 0) + shift);
    }
  }

  commit(): void {
    if (this.#next) this.counts = this.#next;
    this.#next = null;
  }
}
