import type { Card } from '#lib/contract/board/card.ts';
import { effectOf, leadsOf, type Effect, type EffectView } from './board-effects.ts';
import { draftCard, draftIdOf, hasDraft } from './draft-card.ts';

/** A change that this browser made and that its event has not settled yet. */
export interface Pending {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
  readonly leadIds: readonly string[];
  effect: Effect;
  /** The card of a new lead, until the server's own comes. */
  made: Card | null;
  /** Once answered: settled when the board has been heard up to here, also when its event is not for this viewer. */
  settledAt: number | null;
}

/** The changes of this person that are under way, in the order in which they were made, and what they do to cards. */
export class PendingChanges {
  #list: Pending[] = [];
  /** Where cards were before this person moved them, for showing an undo at once. */
  #before = new Map<string, Partial<Card>>();

  get list(): readonly Pending[] {
    return this.#list;
  }
  find(id: string): Pending | undefined {
    return this.#list.find((pending) => pending.id === id);
  }
  touches(leadId: string): boolean {
    return this.#list.some(({ leadIds }) => leadIds.includes(leadId));
  }
  /** The change that entered this lead, while it is not more than that. */
  draft(leadId: string): Pending | undefined {
    return this.#list.find(({ made }) => made?.id === leadId);
  }
  before(leadId: string): Partial<Card> | undefined {
    return this.#before.get(leadId);
  }

  /** @param view null while the board is not there yet: what it does is foretold by `retell` */
  add(id: string, name: string, input: unknown, view: EffectView | null): Pending {
    const leadIds = hasDraft(name, input) ? [draftIdOf(id)] : leadsOf(input);
    const pending: Pending = { id, name, input, leadIds, effect: new Map(), made: null, settledAt: null };
    if (view) this.#foretell(pending, view);
    this.#list.push(pending);
    return pending;
  }

  remove(pending: Pending): void {
    this.#list = this.#list.filter((other) => other !== pending);
  }

  /** Takes out what is settled: its own event was heard, or everything up to the number of its answer. */
  settle(heard: ReadonlySet<string | undefined>, seq: number): readonly Pending[] {
    const done = this.#list.filter(({ id, settledAt }) => heard.has(id) || (settledAt !== null && settledAt <= seq));
    if (done.length > 0) this.#list = this.#list.filter((pending) => !done.includes(pending));
    return done;
  }

  /** A confirmed card with the pending changes laid over it. */
  overlay(id: string, card: Card | undefined): Card | undefined {
    let shown = card ?? this.draft(id)?.made ?? undefined;
    for (const { effect } of this.#list) {
      const patch = shown && effect.get(shown.id);
      if (shown && patch) shown = { ...shown, ...patch };
    }
    return shown;
  }

  /** Foretells all changes anew, each on top of the earlier ones: after a snapshot, or when they are from the last visit. */
  retell(view: EffectView, shown: (pending: Pending) => void): void {
    const waiting = this.#list;
    this.#list = [];
    for (const pending of waiting) {
      this.#foretell(pending, view);
      this.#list.push(pending);
      shown(pending);
    }
  }

  #foretell(pending: Pending, view: EffectView): void {
    if (pending.name === 'moveLead' || pending.name === 'moveLeads') {
      for (const id of pending.leadIds) {
        const card = view.card(id);
        if (!card) continue;
        const { stageId, position, stageSince, wonMinor, lostReasonId, closedAt, nextAt, nextKind } = card;
        this.#before.set(id, { stageId, position, stageSince, wonMinor, lostReasonId, closedAt, nextAt, nextKind });
      }
    }
    if (hasDraft(pending.name, pending.input)) pending.made = draftCard(pending.id, pending.input, view);
    pending.effect = effectOf(pending.name, pending.input, view);
  }
}
