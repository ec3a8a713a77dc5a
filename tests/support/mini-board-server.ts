import { applyEvent } from '#lib/contract/board/apply-event.ts';
import type { Card } from '#lib/contract/board/card.ts';
import { encodeCards, type BoardSnapshot } from '#lib/contract/board/snapshot.ts';
import type { CardChange, Frame, WireEvent } from '#lib/contract/protocol.ts';
import { positionBetween } from '#lib/domain/board/position.ts';
import type { BoardFacts } from '#lib/state/board.svelte.ts';
import { inColumn } from '#lib/state/column.svelte.ts';

export const NOW = Date.UTC(2026, 8, 15, 2);
export const STAGES = [
  { id: 'fresh', kind: 'open' },
  { id: 'visit', kind: 'open' },
  { id: 'offer', kind: 'open' },
  { id: 'won', kind: 'won' },
] as const;
export const facts: BoardFacts = {
  personId: 'me',
  poolId: 'pool',
  stages: STAGES,
  teamOf: () => 'east',
  now: () => NOW,
  today: () => ({ from: NOW - 3_600_000, until: NOW + 20 * 3_600_000 }),
  leavingMs: 24 * 3_600_000,
};

export function aCard(id: string, position: string, more: Partial<Card> = {}): Card {
  return {
    id,
    stageId: 'fresh',
    position,
    name: `Lead ${id}`,
    company: null,
    productId: null,
    amountMinor: 100,
    wonMinor: null,
    currency: 'CNY',
    intent: 0,
    channelId: null,
    tags: [],
    ownerId: 'me',
    teamId: 'east',
    poolId: null,
    pooledAt: null,
    pooledBy: null,
    formerOwnerId: null,
    spellStartedAt: NOW,
    deadlineAt: null,
    clock: 'none',
    nextAt: null,
    nextKind: null,
    lastFollowUpAt: null,
    stageSince: NOW,
    arrivedAt: NOW,
    closedAt: null,
    lostReasonId: null,
    version: 0,
    ...more,
  };
}

/** A server in miniature: it decides, numbers its events and may tell a viewer nothing of one. */
export class MiniServer {
  cards = new Map<string, Card>();
  events: WireEvent[] = [];
  seq = 0;

  constructor(count: number) {
    let position: string | null = null;
    for (let i = 0; i < count; i++) {
      position = positionBetween(position, null);
      this.cards.set(`l${i}`, aCard(`l${i}`, position));
    }
  }

  snapshot(): BoardSnapshot {
    return {
      boardId: 'b',
      viewKey: 'all',
      cursor: { epoch: 'e', seq: this.seq, eventId: `e${this.seq}` },
      closedSince: NOW - 86_400_000,
      at: NOW,
      ...encodeCards([...this.cards.values()], NOW),
    };
  }

  /** `hidden`: the number is used up by something this viewer does not see. */
  commit(by: string, changes: CardChange[], mutation?: string, hidden = false): number {
    const event: WireEvent = { seq: ++this.seq, at: NOW + this.seq, by, cause: 'move', changes };
    if (mutation !== undefined) event.mutation = mutation;
    if (hidden) return this.seq;
    applyEvent(this.cards, event, 0);
    this.events.push(event);
    return this.seq;
  }

  move(by: string, leadId: string, stageId: string, mutation?: string): number {
    const last = [...this.cards.values()]
      .filter((card) => card.stageId === stageId && card.id !== leadId)
      .sort(inColumn)
      .at(-1);
    const position = positionBetween(last?.position ?? null, null);
    const closedAt = stageId === 'won' ? NOW : null;
    return this.commit(by, [{ id: leadId, patch: { stageId, position, closedAt, version: this.seq + 1 } }], mutation);
  }

  frame(from: number, to = this.seq): Frame {
    const events = this.events.filter(({ seq }) => seq >= from && seq <= to);
    return { stream: 'board:b', from, to, events: structuredClone(events) };
  }
}
