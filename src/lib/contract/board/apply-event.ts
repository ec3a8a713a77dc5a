import type { Card } from './card.ts';
import type { CardChange, WireEvent } from '../protocol.ts';

/**
 * The one way in which confirmed state changes, in the browser and in the invariant test:
 * apply(old snapshot, events) == new snapshot, for every kind of viewer.
 * `closedSince`: closed cards older than this are not held.
 */
export function applyEvent(cards: Map<string, Card>, event: WireEvent, closedSince: number): void {
  for (const change of event.changes) applyChange(cards, change, closedSince);
}

function applyChange(cards: Map<string, Card>, change: CardChange, closedSince: number): void {
  if ('gone' in change) {
    cards.delete(change.id);
    return;
  }
  const known = cards.get(change.id);
  const next = 'card' in change ? change.card : known && { ...known, ...change.patch };
  if (!next) return;
  if (next.closedAt !== null && next.closedAt < closedSince) cards.delete(change.id);
  else cards.set(change.id, next);
}
