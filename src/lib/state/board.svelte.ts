import { createContext } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import { applyEvent } from '#lib/contract/board/apply-event.ts';
import type { Card } from '#lib/contract/board/card.ts';
import { decodeCards, type BoardSnapshot } from '#lib/contract/board/snapshot.ts';
import type { Cursor, Frame, MutationAnswer, WireError, WireEvent } from '#lib/contract/protocol.ts';
import { filterTest, noFilter, type BoardFilter, type FilterFacts } from './board-filter.ts';
import type { EffectView } from './board-effects.ts';
import { CardLive } from './card-live.svelte.ts';
import { Column, inPool } from './column.svelte.ts';
import { PendingChanges, type Pending } from './pending-changes.ts';
import { RemoteMoves, type RemoteMove } from './remote-moves.ts';
import { ViewCounts } from './view-counts.svelte.ts';

/** What a board knows from the workspace, as it is now. */
export interface BoardFacts {
  readonly personId: string;
  readonly poolId: string | null;
  readonly stages: readonly { id: string; kind: 'open' | 'won' | 'lost' }[];
  teamOf(personId: string): string | null;
  /** Server time. */
  now(): number;
  /** Bounds of the workspace's day. */
  today(): { from: number; until: number };
  readonly leavingMs: number;
}

export type Applied = 'applied' | 'old' | 'gap';

/**
 * One board: the confirmed cards, this browser's pending changes on top of them, and the columns that come of it.
 * Confirmed cards change by snapshots and events alone; a pending change only overlays them and goes without a trace.
 */
export class BoardState {
  readonly boardId: string;
  readonly live = new CardLive();
  readonly counts: ViewCounts;
  /** Pooled leads of this board, newest first. They are not on the board itself. */
  readonly pool = new Column('pool', inPool);
  /** Leads with a change of this person under way. */
  readonly pendingLeads = new SvelteSet<string>();
  loaded = $state(false);
  /** Cards on the board before any filter. */
  total = $state(0);
  filter = $state.raw<BoardFilter>(noFilter);
  closedSince = $state(0);
  /** Shows what others moved; runs `commit` when it has taken the old places. */
  choreograph: ((moves: readonly RemoteMove[], commit: () => void) => void) | null = null;

  readonly #facts: BoardFacts;
  readonly #columns = new Map<string, Column>();
  #confirmed = new Map<string, Card>();
  #view = new Map<string, Card>();
  #placed = new Map<string, { card: Card; column: Column }>();
  readonly #pending = new PendingChanges();
  #remote = new RemoteMoves();
  #seq = 0;
  /** The last cursor the server confirmed: frames carry no event ids, so a reader goes on from here and skips what it has. */
  #anchor: Cursor | null = null;
  #viewKey = '';
  #found: ReadonlySet<string> | null = null;
  #passes: ((card: Card) => boolean) | null = null;
  #version = $state(0);

  constructor(boardId: string, facts: BoardFacts) {
    this.boardId = boardId;
    this.#facts = facts;
    this.counts = new ViewCounts((filter) => filterTest(filter, this.#filterFacts(null)));
    this.useStages();
  }

  get seq(): number {
    return this.#seq;
  }
  get anchor(): Cursor | null {
    return this.#anchor;
  }
  /** What this person may see, as the snapshot was made for. */
  get viewKey(): string {
    return this.#viewKey;
  }
  get pending(): readonly Pending[] {
    return this.#pending.list;
  }

  /** Called again when the stages changed: a column must exist before a page reads it. */
  useStages(): void {
    for (const { id } of this.#facts.stages) if (!this.#columns.has(id)) this.#columns.set(id, new Column(id));
    if (this.loaded) this.#rebuild();
  }

  column(stageId: string): Column | undefined {
    return this.#columns.get(stageId);
  }

  /** A card as it is shown, filtered out or not. Reading it in a template follows the board's changes. */
  card(id: string): Card | undefined {
    void this.#version;
    return this.#view.get(id);
  }
  confirmed(id: string): Card | undefined {
    return this.#confirmed.get(id);
  }
  /** Every card in sight of this person, pooled and filtered ones too. */
  cards(): IterableIterator<Card> {
    void this.#version;
    return this.#view.values();
  }

  /** Where a card lies among those shown. */
  placeOf(id: string): { column: Column; index: number } | null {
    const placed = this.#placed.get(id);
    if (!placed || placed.column === this.pool) return null;
    return { column: placed.column, index: placed.column.indexOf(placed.card) };
  }

  // ---- what the server says -----------------------------------------------------------------------------------------

  load(snapshot: BoardSnapshot): void {
    this.#confirmed = new Map(decodeCards(snapshot).map((card) => [card.id, card]));
    this.closedSince = snapshot.closedSince;
    this.#seq = snapshot.cursor.seq;
    this.#anchor = snapshot.cursor;
    this.#viewKey = snapshot.viewKey;
    for (const pending of this.#pending.settle(new Set(), this.#seq)) this.#endLive(pending);
    this.#view = new Map(this.#confirmed);
    // A change to the top of a column is foretold from what lies there.
    if (this.pending.length > 0) this.#rebuild();
    this.#pending.retell(this.#effectView(), ({ leadIds }) => leadIds.forEach((id) => this.#look(id)));
    this.loaded = true;
    this.#rebuild();
  }

  anchorAt(cursor: Cursor): void {
    if (cursor.seq <= this.#seq) this.#anchor = cursor;
  }

  /** @param quiet a reader that catches up shows what is, not each step */
  applyFrame(frame: Frame, quiet = false): Applied {
    if (frame.to <= this.#seq) return 'old';
    if (frame.from > this.#seq + 1) return 'gap';
    const touched = new Set<string>();
    const before = new Map<string, Card | undefined>();
    const seen: WireEvent[] = [];
    for (const event of frame.events) {
      if (event.seq <= this.#seq) continue;
      for (const { id } of event.changes) {
        touched.add(id);
        if (!before.has(id)) before.set(id, this.#view.get(id));
      }
      applyEvent(this.#confirmed, event, this.closedSince);
      seen.push(event);
    }
    this.#seq = frame.to;
    const settled = this.#settle(seen);
    for (const id of settled) touched.add(id);
    if (touched.size === 0) return 'applied';
    const commit = this.#refresh(touched);
    if (quiet) {
      commit();
      return 'applied';
    }
    const { moves, flags } = this.#remote.read(seen, before, {
      personId: this.#facts.personId,
      view: (id) => this.#view.get(id),
      shown: (id) => this.#placed.has(id) && this.#placed.get(id)!.column !== this.pool,
    });
    const show = () => {
      commit();
      for (const flag of flags) flag(this.live);
    };
    if (this.choreograph && moves.length > 0) this.choreograph(moves, show);
    else show();
    return 'applied';
  }

  // ---- what this person does --------------------------------------------------------------------------------------

  /**
   * Shows a change at once. Whoever calls this also sends it, and hands the answer to `answered`; a draft waits for more
   * (the amount of a win) and is withdrawn by whoever made it.
   */
  begin(id: string, name: string, input: unknown, options: { draft?: boolean } = {}): void {
    if (this.#pending.find(id)) return;
    const { leadIds } = this.#pending.add(id, name, input, this.loaded ? this.#effectView() : null);
    if (!options.draft) this.live.begin(leadIds);
    this.#refresh(new Set(leadIds))();
  }

  answered(id: string, answer: MutationAnswer): void {
    const pending = this.#pending.find(id);
    if (!pending) return;
    if (!answer.ok) {
      // A new lead stays where it was put, with the reason: nobody types it a second time.
      const { made } = pending;
      if (made) {
        this.live.end(made.id);
        return this.live.note(made.id, refusedNote(pending, answer.error), { stays: true });
      }
      this.withdraw(id);
      for (const leadId of pending.leadIds) this.live.note(leadId, refusedNote(pending, answer.error));
      return;
    }
    for (const { leadId, error } of refusalsIn(answer.result)) {
      pending.effect.delete(leadId);
      this.live.note(leadId, { kind: 'refused', error, command: pending.name, input: { leadId } });
    }
    if (answer.seq === null || answer.seq <= this.#seq) return this.withdraw(id);
    pending.settledAt = answer.seq;
    this.#refresh(new Set(pending.leadIds))();
  }

  /** Takes a change off the screen: refused, settled, or never sent. */
  withdraw(id: string): void {
    const pending = this.#pending.find(id);
    if (!pending) return;
    this.#pending.remove(pending);
    if (pending.made) this.live.dismiss(pending.made.id);
    this.#endLive(pending);
    this.#refresh(new Set(pending.leadIds))();
  }

  /** The change that entered this lead here, while the server has not made it or has refused it. */
  draft(leadId: string): Pending | undefined {
    return this.#pending.draft(leadId);
  }

  /** What the server found for the filter's text; null while it is asked. */
  setFilter(filter: BoardFilter, found: ReadonlySet<string> | null = null): void {
    this.filter = filter;
    this.#found = found;
    if (this.loaded) this.#rebuild();
  }

  /** From now on `counts` says how many open leads each of these views would show. */
  countViews(views: readonly { id: string; filter: BoardFilter }[]): void {
    this.counts.use(views, this.#countables());
  }

  /** Filters and counts that depend on the time of day. */
  tick(): void {
    if (this.loaded) this.#rebuild();
  }

  // ---- inside ---------------------------------------------------------------------------------------------------------

  #settle(events: readonly WireEvent[]): string[] {
    const done = this.#pending.settle(new Set(events.map(({ mutation }) => mutation)), this.#seq);
    for (const pending of done) this.#endLive(pending);
    return done.flatMap(({ leadIds }) => leadIds);
  }

  #endLive(pending: Pending): void {
    for (const id of pending.leadIds) {
      if (!this.#pending.touches(id)) this.live.end(id);
    }
  }

  #look(id: string): Card | undefined {
    const card = this.#pending.overlay(id, this.#confirmed.get(id));
    if (card) this.#view.set(id, card);
    else this.#view.delete(id);
    return card;
  }

  /** Recomputes some cards. The columns change when the answered function is called. */
  #refresh(ids: ReadonlySet<string>): () => void {
    const columns = new Set<Column>();
    let total = this.total;
    for (const id of ids) {
      const was = this.#view.get(id);
      const card = this.#look(id);
      if (was !== card) this.counts.change(this.#countable(was), this.#countable(card));
      total += Number(this.#columnOf(card, false) !== null) - Number(this.#columnOf(was, false) !== null);
      const placed = this.#placed.get(id);
      const column = this.#columnOf(card, true);
      if (placed && (placed.card !== card || placed.column !== column)) {
        placed.column.remove(placed.card);
        columns.add(placed.column);
        this.#placed.delete(id);
      }
      if (card && column && !this.#placed.has(id)) {
        column.insert(card);
        columns.add(column);
        this.#placed.set(id, { card, column });
      }
    }
    return () => {
      for (const column of columns) column.commit();
      for (const id of ids) {
        if (this.#pending.touches(id)) this.pendingLeads.add(id);
        else this.pendingLeads.delete(id);
      }
      this.total = total;
      this.counts.commit();
      this.#version++;
    };
  }

  #rebuild(): void {
    this.#passes = filterTest(this.filter, this.#filterFacts(this.#found));
    const lists = new Map<Column, Card[]>([[this.pool, []]]);
    for (const column of this.#columns.values()) lists.set(column, []);
    this.#placed.clear();
    let total = 0;
    for (const card of this.#view.values()) {
      if (this.#columnOf(card, false)) total++;
      const column = this.#columnOf(card, true);
      if (!column) continue;
      lists.get(column)!.push(card);
      this.#placed.set(card.id, { card, column });
    }
    for (const [column, cards] of lists) column.fill(cards);
    this.total = total;
    this.pendingLeads.clear();
    for (const { leadIds } of this.#pending.list) for (const id of leadIds) this.pendingLeads.add(id);
    this.counts.recount(this.#countables());
    this.#version++;
  }

  /** The column a card lies in: the pool for pooled leads, none when it is filtered out or was won before today. */
  #columnOf(card: Card | undefined, filtered: boolean): Column | null {
    if (!card) return null;
    if (card.poolId !== null) return filtered ? this.pool : null;
    const column = this.#columns.get(card.stageId);
    if (!column) return null;
    if (this.#kind(card.stageId) === 'won' && (card.closedAt ?? 0) < this.#facts.today().from) return null;
    return !filtered || !this.#passes || this.#passes(card) ? column : null;
  }

  /** Saved views count the open leads on the board. */
  #countable(card: Card | undefined): Card | undefined {
    return card && card.poolId === null && card.closedAt === null ? card : undefined;
  }

  #countables(): Card[] {
    return [...this.#view.values()].filter((card) => this.#countable(card));
  }

  #kind(stageId: string) {
    return this.#facts.stages.find(({ id }) => id === stageId)?.kind;
  }

  #filterFacts(found: ReadonlySet<string> | null): FilterFacts {
    const { personId, leavingMs } = this.#facts;
    return { personId, leavingMs, now: this.#facts.now(), todayUntil: this.#facts.today().until, found };
  }

  #effectView(): EffectView {
    const facts = this.#facts;
    return {
      card: (id) => this.#view.get(id),
      top: (stageId) => this.#columns.get(stageId)?.cards[0],
      stageKind: (stageId) => this.#kind(stageId),
      teamOf: (personId) => facts.teamOf(personId),
      poolId: facts.poolId,
      personId: facts.personId,
      now: facts.now(),
      before: (leadId) => this.#pending.before(leadId),
    };
  }
}

const refusedNote = ({ name, input }: Pending, error: WireError) =>
  ({ kind: 'refused', error, command: name, input }) as const;

/** The refusals inside the answer to a batch (P9). */
function refusalsIn(result: unknown) {
  const results = (result as { results?: unknown } | null)?.results;
  if (!Array.isArray(results)) return [];
  return (
    results as { leadId: string; error?: { code: string; details: Record<string, string | number | boolean | null> } }[]
  )
    .filter((one) => one.error)
    .map(({ leadId, error }) => ({ leadId, error: error! }));
}

/** The board of the page: set by the board's page, read by whatever is inside it (cards, drawer, dialogs). */
export const [getBoard, setBoard] = createContext<BoardState>();
