import { createContext } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import type { Card } from '#lib/contract/board/card.ts';
import type { Cause, Frame, WireError } from '#lib/contract/protocol.ts';
import { HOUR_MS } from '#lib/domain/time/calendar.ts';
import { m } from '#lib/paraglide/messages.js';
import { FLAG_MS } from '#lib/state/card-live.svelte.ts';
import type { Connection } from '#lib/state/connection.svelte.ts';
import type { OpenBoard } from '#lib/state/boards.svelte.ts';
import { inPool } from '#lib/state/column.svelte.ts';
import type { SharedClock } from '#lib/state/clock.svelte.ts';
import type { Toasts } from '#lib/state/toasts.svelte.ts';
import type { Workspace } from '#lib/state/workspace.svelte.ts';
import type { Allowance } from './allowance.svelte.ts';
import { readAnswer, type HandOverResult } from './hand-over.ts';

/** A card that has just left the pool: its row names where it went, then folds. */
export type Departure =
  | { kind: 'claiming' }
  | { kind: 'mine'; at: number }
  | { kind: 'taken'; by: string | null; at: number }
  | { kind: 'given'; to: string | null; at: number };

export interface PoolRow {
  card: Card;
  /** Null while it lies in the pool. */
  left: Departure | null;
}

interface Parts {
  open: OpenBoard;
  workspace: Workspace;
  connection: Connection;
  clock: SharedClock;
  toasts: Toasts;
  allowance: Allowance;
  words: (error: WireError) => string;
  openLead: (leadId: string) => void;
}

/** What a person does at one pool, and what happens to its rows meanwhile. */
export class PoolDesk {
  readonly selection = new SvelteSet<string>();
  readonly parts: Parts;
  #departed = $state.raw<ReadonlyMap<string, { card: Card; left: Departure }>>(new Map());
  /** Who took what, heard from the frames: a card that is gone cannot say it. */
  #heard = new Map<string, { cause: Cause; by: string | null; to: string | null; at: number }>();
  #claiming = new Set<string>();
  #before: ReadonlyMap<string, Card> = new Map();
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #rangeFrom: string | null = null;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Listens to the board until the answered function is called. */
  start(): () => void {
    const stop = this.parts.connection.on('frame', (frame) => this.#hear(frame));
    return () => {
      stop();
      for (const timer of this.#timers.values()) clearTimeout(timer);
    };
  }

  /** All rows, those that are leaving in the place they had. */
  get rows(): readonly PoolRow[] {
    const departed = this.#departed;
    const cards = this.parts.open.state.pool.cards;
    const staying = cards.filter(({ id }) => !departed.has(id)).map((card): PoolRow => ({ card, left: null }));
    if (departed.size === 0) return staying;
    return [...staying, ...departed.values()].sort((a, b) => inPool(a.card, b.card));
  }

  /** Notices which cards have left since the last call. */
  watch(cards: readonly Card[]): void {
    const now = new Map(cards.map((card) => [card.id, card]));
    for (const [id, card] of this.#before) if (!now.has(id)) this.#left(card);
    this.#before = now;
  }

  /** From when on this card may be claimed again by whoever lost it (P4); null: now. */
  coolingUntil(card: Card): number | null {
    const { allowance, workspace, open } = this.parts;
    const known = allowance.coolDowns[card.id];
    if (known !== undefined) return known;
    // Recycled a moment ago: the card says what the next reading will.
    if (card.pooledBy !== 'recycle' || card.formerOwnerId !== workspace.me.id || card.pooledAt === null) return null;
    const hours = workspace.board(open.state.boardId)?.pool?.coolDownHours ?? 0;
    return card.pooledAt + hours * HOUR_MS;
  }

  // ---- selection ------------------------------------------------------------------------------------------------------

  toggle(leadId: string, range: boolean, order: readonly string[]): void {
    const from = this.#rangeFrom === null ? -1 : order.indexOf(this.#rangeFrom);
    const to = order.indexOf(leadId);
    if (range && from >= 0 && to >= 0) {
      for (const id of order.slice(Math.min(from, to), Math.max(from, to) + 1)) this.selection.add(id);
    } else if (this.selection.has(leadId)) this.selection.delete(leadId);
    else this.selection.add(leadId);
    this.#rangeFrom = leadId;
  }

  // ---- claiming -------------------------------------------------------------------------------------------------------

  async claim(card: Card): Promise<void> {
    const { open, toasts, clock, allowance } = this.parts;
    const askedAt = clock.now();
    this.#claiming.add(card.id);
    const { answer } = open.send('claimLead', { leadId: card.id });
    const said = await answer;
    this.#claiming.delete(card.id);
    allowance.soon();
    if (said.ok) {
      this.#show(card, { kind: 'mine', at: clock.now() });
      toasts.done(m.ownership_claimed({ name: card.name }), {
        key: 'claimed',
        action: { label: m.ownership_open(), run: () => this.parts.openLead(card.id) },
      });
    } else await this.#refused(card, said.error, askedAt);
  }

  async claimSelected(cards: readonly Card[]): Promise<HandOverResult> {
    const { open, toasts, allowance, words } = this.parts;
    const leadIds = cards.map(({ id }) => id);
    for (const id of leadIds) this.#claiming.add(id);
    const said = await open.send('claimLeads', { leadIds }).answer;
    const result: HandOverResult = { done: [], refused: [] };
    readAnswer(said, leadIds, result);
    for (const card of cards) {
      this.#claiming.delete(card.id);
      const refusal = result.refused.find(({ leadId }) => leadId === card.id);
      if (!refusal) this.#show(card, { kind: 'mine', at: this.parts.clock.now() });
      else this.#putBack(card, refusal.error);
      this.selection.delete(card.id);
    }
    await allowance.load();
    const done = m.ownership_claimed_many({ n: result.done.length });
    const why = result.refused[0] && words(result.refused[0].error);
    if (why) toasts.refused(m.ownership_some_refused({ done, n: result.refused.length, why }));
    else toasts.done(done);
    return result;
  }

  async #refused(card: Card, error: WireError, askedAt: number): Promise<void> {
    const { toasts, allowance, words, workspace } = this.parts;
    this.#putBack(card, error);
    const { by, at } = error.details;
    if (error.code !== 'lead_already_claimed' || typeof by !== 'string') {
      toasts.refused(words(error));
      return;
    }
    await allowance.load();
    const winner = workspace.personName(by) || m.error_somebody();
    const ahead = typeof at === 'number' ? Math.max(0.1, (askedAt - at) / 1000) : null;
    const left = allowance.value?.claimsLeft ?? null;
    toasts.refused(
      [
        ahead !== null && ahead < 60
          ? m.ownership_claim_lost_by({ name: card.name, winner, seconds: ahead.toFixed(1) })
          : m.ownership_claim_lost({ name: card.name, winner }),
        left === null ? '' : m.ownership_claims_left({ n: left }),
      ].join(''),
    );
  }

  #putBack(card: Card, error: WireError): void {
    const { by, at } = error.details;
    if (error.code === 'lead_already_claimed' && typeof by === 'string') {
      this.#show(card, { kind: 'taken', by, at: typeof at === 'number' ? at : this.parts.clock.now() });
    } else this.#forget(card.id);
  }

  // ---- what others do ---------------------------------------------------------------------------------------------------

  #hear(frame: Frame): void {
    if (frame.stream !== `board:${this.parts.open.state.boardId}`) return;
    for (const event of frame.events) {
      for (const change of event.changes) {
        const to =
          'gone' in change
            ? (change.to ?? null)
            : 'card' in change
              ? change.card.ownerId
              : (change.patch.ownerId ?? null);
        if ('gone' in change || to !== null)
          this.#heard.set(change.id, { cause: event.cause, by: event.by, to, at: event.at });
      }
      const me = this.parts.workspace.me.id;
      if (event.by === me || event.changes.some((change) => 'patch' in change && change.patch.ownerId === me)) {
        this.parts.allowance.soon();
      }
    }
    if (this.#heard.size > 500) this.#heard = new Map([...this.#heard].slice(-100));
  }

  #left(card: Card): void {
    this.selection.delete(card.id);
    if (this.#departed.has(card.id)) return;
    if (this.#claiming.has(card.id)) return this.#show(card, { kind: 'claiming' });
    const heard = this.#heard.get(card.id);
    this.#heard.delete(card.id);
    const owner = heard?.to ?? this.parts.open.state.card(card.id)?.ownerId ?? null;
    const at = heard?.at ?? this.parts.clock.now();
    // Erased or hidden: what one may not see leaves no trace.
    if (owner === null) return;
    this.#show(
      card,
      heard && heard.cause !== 'claim' ? { kind: 'given', to: owner, at } : { kind: 'taken', by: owner, at },
    );
  }

  #show(card: Card, left: Departure): void {
    this.#departed = new Map(this.#departed).set(card.id, { card, left });
    clearTimeout(this.#timers.get(card.id));
    if (left.kind === 'claiming') return;
    this.#timers.set(
      card.id,
      setTimeout(() => this.#forget(card.id), FLAG_MS),
    );
  }

  #forget(leadId: string): void {
    clearTimeout(this.#timers.get(leadId));
    this.#timers.delete(leadId);
    const departed = new Map(this.#departed);
    departed.delete(leadId);
    this.#departed = departed;
  }
}

export const [getPoolDesk, setPoolDesk] = createContext<PoolDesk>();
