import { createContext } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import type { LeadStart } from '#lib/state/lead-start.ts';
import type { MutationAnswer } from '#lib/contract/protocol.ts';
import type { WorkspaceStage } from '#lib/contract/board/workspace.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Announcer } from '#lib/state/announcer.svelte.ts';
import type { BoardState } from '#lib/state/board.svelte.ts';
import { isDraft } from '#lib/state/draft-card.ts';
import type { Pending } from '#lib/state/pending-changes.ts';
import type { OpenBoard } from '#lib/state/boards.svelte.ts';
import type { Toasts } from '#lib/state/toasts.svelte.ts';
import type { Workspace } from '#lib/state/workspace.svelte.ts';
import { placesBefore, undoMoves, type MoveDone } from './undo-moves.ts';
import type { Density } from './lead-card.ts';

/** What a column can do for the desk: its list is virtual, so a card may not be in the page. */
export interface LaneHandle {
  /** Index among the column's cards at a height of the window, as for a drop. */
  indexAt(clientY: number): number;
  /** Brings a card into the page and answers its element. */
  show(leadId: string): Promise<HTMLElement | null>;
  element(): HTMLElement | undefined;
}

/** Cards in hand. `index` counts the target column without them; null: no valid place. */
export interface Hand {
  leadIds: readonly string[];
  by: 'mouse' | 'touch' | 'keyboard';
  over: { stageId: string; index: number } | null;
}

/** A move that waits for what its stage demands. The card keeps its new place meanwhile. */
export interface HeldMove {
  draftId: string;
  input: { leadId: string; stageId: string; after: string | null; before: string | null; fromStageId: string };
}

export type Ask =
  | { kind: 'won'; held: HeldMove }
  | { kind: 'lost'; held: HeldMove[] }
  | { kind: 'assign' | 'transfer' | 'release'; leadIds: readonly string[] }
  /** `again`: a new lead that was refused, as it was typed. */
  | { kind: 'new'; again?: Pending };

export interface OpenMenu {
  kind: 'card' | 'move';
  leadIds: readonly string[];
  anchor: HTMLElement;
}

/** Leads in one batch at most (contract/board/commands.ts). */
const MOST_AT_ONCE = 200;

/** Opens the drawer of a lead, at what is to be done there. */
export type OpenLead = (leadId: string, start?: LeadStart) => void;

interface DeskParts {
  open: OpenBoard;
  workspace: Workspace;
  toasts: Toasts;
  announcer: Announcer;
  openLead: OpenLead;
}

/** What a person has on the board's table: focus, selection, cards in hand, an open menu or question. */
export class Desk {
  readonly open: OpenBoard;
  readonly state: BoardState;
  readonly workspace: Workspace;
  readonly toasts: Toasts;
  readonly announcer: Announcer;
  readonly openLead: OpenLead;
  readonly selection = new SvelteSet<string>();
  readonly lanes = new Map<string, LaneHandle>();
  focused = $state<string | null>(null);
  hand = $state.raw<Hand | null>(null);
  ask = $state.raw<Ask | null>(null);
  menu = $state.raw<OpenMenu | null>(null);
  density = $state<Density>('standard');
  #asks: Ask[] = [];
  #rangeFrom: string | null = null;
  #drafts = 0;

  constructor({ open, workspace, toasts, announcer, openLead }: DeskParts) {
    this.open = open;
    this.state = open.state;
    this.workspace = workspace;
    this.toasts = toasts;
    this.announcer = announcer;
    this.openLead = (leadId, start) => (isDraft(leadId) ? this.#openDraft(leadId) : openLead(leadId, start));
  }

  /** Stages with a column, in order; lost ones are drop strips. */
  get stages(): readonly WorkspaceStage[] {
    const board = this.workspace.board(this.state.boardId);
    return board?.stages.filter((stage) => !stage.archived || (this.state.column(stage.id)?.count ?? 0) > 0) ?? [];
  }
  get columns(): readonly WorkspaceStage[] {
    return this.stages.filter(({ kind }) => kind !== 'lost');
  }
  get lost(): readonly WorkspaceStage[] {
    return this.stages.filter(({ kind }) => kind === 'lost');
  }

  /** What an action on a card is about: the selection when the card is part of it, else the card alone. */
  leadsFor(leadId: string): readonly string[] {
    if (!this.selection.has(leadId)) return [leadId];
    return this.inOrder([...this.selection]);
  }

  /** By column and place, so that several cards arrive in the order in which they lay. */
  inOrder(leadIds: readonly string[]): string[] {
    const stages = this.columns.map(({ id }) => id);
    const key = (id: string) => {
      const place = this.state.placeOf(id);
      return place ? stages.indexOf(place.column.id) * 1e6 + place.index : Infinity;
    };
    return [...leadIds].sort((a, b) => key(a) - key(b));
  }

  mayMove(leadId: string): boolean {
    const card = this.state.card(leadId);
    return card !== undefined && !isDraft(leadId) && this.workspace.mayWork(card);
  }

  /** A new lead that the server has not made: when it was refused, its form, else word that it is under way. */
  #openDraft(leadId: string): void {
    const again = this.state.draft(leadId);
    if (again && this.state.live.notes.has(leadId)) this.ask = { kind: 'new', again };
    else this.toasts.show({ text: m.board_new_under_way(), icon: 'sync', key: 'draft' });
  }

  // ---- selection ------------------------------------------------------------------------------------------------------

  toggle(leadId: string): void {
    if (isDraft(leadId)) return this.#openDraft(leadId);
    if (this.selection.has(leadId)) this.selection.delete(leadId);
    else this.selection.add(leadId);
    this.#rangeFrom = leadId;
    this.announcer.say(m.board_selected({ n: this.selection.size }));
  }

  /** Everything between the last selected card and this one, within one column. */
  selectTo(leadId: string): void {
    const to = this.state.placeOf(leadId);
    const from = this.#rangeFrom === null ? null : this.state.placeOf(this.#rangeFrom);
    if (!to || !from || from.column !== to.column) return this.toggle(leadId);
    const [low, high] = from.index < to.index ? [from.index, to.index] : [to.index, from.index];
    for (const { id } of to.column.cards.slice(low, high + 1)) if (!isDraft(id)) this.selection.add(id);
    this.announcer.say(m.board_selected({ n: this.selection.size }));
  }

  clearSelection(): void {
    this.selection.clear();
    this.#rangeFrom = null;
  }

  // ---- cards in hand ----------------------------------------------------------------------------------------------------

  lift(leadId: string, by: Hand['by']): boolean {
    const leadIds = this.leadsFor(leadId).filter((id) => this.mayMove(id));
    const place = this.state.placeOf(leadId);
    if (leadIds.length === 0 || !place) {
      if (isDraft(leadId)) this.#openDraft(leadId);
      else if (by === 'keyboard') this.refuseForeign();
      else this.announcer.interrupt(m.board_not_yours());
      return false;
    }
    const above = place.column.cards.slice(0, place.index).filter(({ id }) => !leadIds.includes(id)).length;
    this.hand = { leadIds, by, over: { stageId: place.column.id, index: above } };
    this.menu = null;
    if (by === 'keyboard') this.announcer.interrupt(this.#placeWords(m.board_lifted, place.column.id, above));
    return true;
  }

  /** A key on somebody else's lead gets an answer, not silence. */
  refuseForeign(why = m.board_not_yours()): void {
    if (this.focused && isDraft(this.focused)) return this.#openDraft(this.focused);
    this.announcer.interrupt(why);
    this.toasts.refused(why, { key: 'not-yours' });
  }

  hover(over: Hand['over']): void {
    const { hand } = this;
    if (!hand) return;
    if (hand.over?.stageId === over?.stageId && hand.over?.index === over?.index) return;
    this.hand = { ...hand, over };
    if (hand.by === 'keyboard' && over)
      this.announcer.interrupt(this.#placeWords(m.board_over, over.stageId, over.index));
  }

  drop(): void {
    const { hand } = this;
    this.hand = null;
    if (!hand?.over) return;
    this.move(hand.leadIds, hand.over.stageId, hand.over.index);
  }

  putBack(): void {
    if (this.hand?.by === 'keyboard') this.announcer.interrupt(m.board_put_back());
    this.hand = null;
  }

  /** Length of a column without the cards in hand: the last place of a drop. */
  placesIn(stageId: string): number {
    const held = new Set(this.hand?.leadIds);
    return this.state.column(stageId)?.cards.filter(({ id }) => !held.has(id)).length ?? 0;
  }

  #placeWords(say: (input: { stage: string; n: number; of: number }) => string, stageId: string, index: number) {
    return say({ stage: this.workspace.stageName(stageId), n: index + 1, of: this.placesIn(stageId) + 1 });
  }

  // ---- moves ------------------------------------------------------------------------------------------------------------

  /** @param index place in the column without the moved cards; null: its top */
  move(leadIds: readonly string[], stageId: string, index: number | null = null): void {
    const stage = this.workspace.stage(stageId);
    const moving = leadIds.filter((id) => this.state.card(id));
    if (!stage || moving.length === 0) return;
    const others = this.state.column(stageId)?.cards.filter(({ id }) => !moving.includes(id)) ?? [];
    const after = index === null ? null : (others[index - 1]?.id ?? null);
    const before = index === null ? null : (others[index]?.id ?? null);
    const elsewhere = moving.filter((id) => this.state.card(id)!.stageId !== stageId);
    if (elsewhere.length > 0 && stage.kind !== 'open') return this.#askFirst(stage, elsewhere, after, before);
    if (elsewhere.length === 0 && this.#staysPut(moving, stageId, after, before)) return;
    this.#send(moving, stageId, after, before);
    this.clearSelection();
  }

  answerWon({ draftId, input }: HeldMove, wonMinor: number): void {
    this.state.withdraw(draftId);
    this.#send([input.leadId], input.stageId, input.after, input.before, { wonMinor });
    this.#nextAsk();
  }

  answerLost(held: readonly HeldMove[], lostReasonId: string): void {
    for (const { draftId } of held) this.state.withdraw(draftId);
    const { stageId, after, before } = held[0]!.input;
    const leadIds = held.map(({ input }) => input.leadId);
    this.#send(leadIds, stageId, after, before, { lostReasonId });
    this.#nextAsk();
  }

  /** Leaves the question unanswered: a card that waited for it goes back. */
  closeAsk(): void {
    const { ask } = this;
    if (ask?.kind === 'won') this.state.withdraw(ask.held.draftId);
    if (ask?.kind === 'lost') for (const { draftId } of ask.held) this.state.withdraw(draftId);
    this.#nextAsk();
  }

  #nextAsk(): void {
    this.ask = this.#asks.shift() ?? null;
  }

  #askFirst(stage: WorkspaceStage, leadIds: readonly string[], after: string | null, before: string | null): void {
    const held = leadIds.map((leadId, i): HeldMove => {
      const fromStageId = this.state.card(leadId)!.stageId;
      const input = { leadId, stageId: stage.id, after: leadIds[i - 1] ?? after, before, fromStageId };
      const draftId = `draft-${++this.#drafts}`;
      this.state.begin(draftId, 'moveLead', input, { draft: true });
      return { draftId, input };
    });
    const asks: Ask[] =
      stage.kind === 'won' ? held.map((one) => ({ kind: 'won', held: one })) : [{ kind: 'lost', held }];
    this.#asks.push(...asks);
    this.clearSelection();
    if (!this.ask) this.#nextAsk();
  }

  #staysPut(moving: readonly string[], stageId: string, after: string | null, before: string | null): boolean {
    if (moving.length !== 1) return false;
    const cards = this.state.column(stageId)?.cards ?? [];
    const at = cards.findIndex(({ id }) => id === moving[0]);
    return (cards[at - 1]?.id ?? null) === after && (cards[at + 1]?.id ?? null) === before;
  }

  #send(
    leadIds: readonly string[],
    stageId: string,
    after: string | null,
    before: string | null,
    more: { wonMinor?: number; lostReasonId?: string } = {},
  ): void {
    const cards = leadIds.flatMap((id) => this.state.card(id) ?? []);
    const places = placesBefore(this.state, cards);
    const stage = this.workspace.stageName(stageId);
    const done: MoveDone[] = [];
    if (leadIds.length === 1) {
      const input = { leadId: leadIds[0], stageId, after, before, fromStageId: cards[0]?.stageId, ...more };
      done.push({ ...this.open.send('moveLead', input), places, stageId });
    }
    for (let from = 0; leadIds.length > 1 && from < leadIds.length; from += MOST_AT_ONCE) {
      const part = leadIds.slice(from, from + MOST_AT_ONCE);
      const above = leadIds[from - 1] ?? after;
      const sent = this.open.send('moveLeads', { leadIds: part, stageId, after: above, before, ...more });
      done.push({ ...sent, places: places.filter(({ leadId }) => part.includes(leadId)), stageId });
    }
    const text =
      leadIds.length === 1
        ? m.board_moved({ name: cards[0]?.name ?? '', stage })
        : m.board_moved_many({ n: leadIds.length, stage });
    const undo = () => {
      for (const one of done) void undoMoves(this, one);
    };
    const toast = this.toasts.done(text, { key: 'move', action: { label: m.shell_undo(), kbd: 'Z', run: undo } });
    for (const { answer } of done) void answer.then((answered) => this.#refused(answered, toast));
  }

  /** The reason stands on the card; here only the promise to undo is taken back. */
  #refused(answer: MutationAnswer, toast: number): void {
    if (!answer.ok) this.toasts.dismiss(toast);
  }
}

export const [getDesk, setDesk] = createContext<Desk>();
