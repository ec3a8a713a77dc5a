import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Card } from '#lib/contract/board/card.ts';
import type { EditableField } from '#lib/contract/board/commands.ts';
import type {
  LeadDetail,
  MaskedIdentity,
  RevealedIdentity,
  Timeline,
  TimelineEntry,
} from '#lib/contract/ownership/lead-detail.ts';
import type { MutationAnswer, WireError } from '#lib/contract/protocol.ts';
import type { OpenBoard } from '#lib/state/boards.svelte.ts';
import type { HandOverLead } from '../ownership/hand-over.ts';
import { readJson, refusalOf } from './refusals.ts';

/** Changes that come together (a follow-up and its new deadline) are read once. */
const READ_SOON_MS = 180;

/** Somebody else set the field while it was being edited here. */
export interface FieldConflict<T = unknown> {
  mine: T;
  theirs: T;
  by: string | null;
  at: number | null;
}

interface Parts {
  leadId: string;
  /** The lead's board, once it is known. */
  openBoard: (boardId: string) => OpenBoard;
}

/** Card fields by the name under which they are edited. */
const onCard: Partial<Record<EditableField, keyof Card>> = {
  name: 'name',
  company: 'company',
  productId: 'productId',
  channelId: 'channelId',
  expectedMinor: 'amountMinor',
  wonMinor: 'wonMinor',
  currency: 'currency',
  intent: 'intent',
  tags: 'tags',
};

/** One lead as its drawer shows it: the reading of the server, the live card over it, and what this person edits. */
export class OpenLead {
  readonly leadId: string;
  detail = $state.raw<LeadDetail | null>(null);
  error = $state.raw<WireError | null>(null);
  board = $state.raw<OpenBoard | null>(null);
  /** Contacts in full, once this person has asked for them. */
  contact = $state.raw<RevealedIdentity[] | null>(null);
  contactError = $state.raw<WireError | null>(null);
  older = $state.raw<readonly TimelineEntry[]>([]);
  olderFrom = $state.raw<string | null>(null);
  readonly conflicts = new SvelteMap<EditableField, FieldConflict>();
  readonly refusals = new SvelteMap<EditableField, WireError>();
  /** Fields that are on their way: shown instead of what was read. */
  readonly #sent = new SvelteMap<EditableField, unknown>();
  readonly #parts: Parts;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(parts: Parts) {
    this.leadId = parts.leadId;
    this.#parts = parts;
  }

  /** The card as it is now: live while its board holds it, else as it was read. */
  get card(): Card | null {
    return this.board?.state.card(this.leadId) ?? this.detail?.card ?? null;
  }

  get entries(): readonly TimelineEntry[] {
    const first = this.detail?.timeline.entries ?? [];
    if (this.older.length === 0) return first;
    const known = new Set(first.map(({ id }) => id));
    return [...first, ...this.older.filter(({ id }) => !known.has(id))];
  }

  /** For dialogs that hand it over. */
  get handOver(): HandOverLead | null {
    const { card, detail } = this;
    return card && detail ? { ...card, boardId: detail.boardId } : null;
  }

  start(): () => void {
    void this.read();
    return () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
    };
  }

  /** Reads it again soon: something about it has changed. */
  readSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.read(), READ_SOON_MS);
  }

  read(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#read().finally(() => {
      this.#reading = null;
      if (!this.#again || this.#stopped) return;
      this.#again = false;
      void this.read();
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      const detail = await readJson<LeadDetail>(`/api/leads/${encodeURIComponent(this.leadId)}`);
      if (this.#stopped) return;
      this.board ??= this.#parts.openBoard(detail.boardId);
      // Pages of older facts go on from where the first page ended before.
      if (this.older.length === 0) this.olderFrom = detail.timeline.before;
      this.detail = detail;
      this.error = null;
    } catch (error) {
      const refusal = refusalOf(error);
      // A reading that failed on the way says nothing about the lead: what is on the screen stays.
      if (!this.#stopped && (this.detail === null || refusal.code === 'not_found')) this.error = refusal;
    }
  }

  async readOlder(): Promise<void> {
    if (this.olderFrom === null) return;
    const query = new URLSearchParams({ before: this.olderFrom });
    const page = await readJson<Timeline>(`/api/leads/${encodeURIComponent(this.leadId)}/timeline?${query}`).catch(
      () => null,
    );
    if (!page || this.#stopped) return;
    this.older = [...this.older, ...page.entries];
    this.olderFrom = page.before;
  }

  async reveal(): Promise<RevealedIdentity[] | null> {
    if (this.contact) return this.contact;
    try {
      const answer = await readJson<{ identities: RevealedIdentity[] }>(
        `/api/leads/${encodeURIComponent(this.leadId)}/contact`,
        { method: 'POST' },
      );
      this.contactError = null;
      this.contact = answer.identities;
    } catch (error) {
      this.contactError = refusalOf(error);
    }
    return this.contact;
  }

  identity(kind: MaskedIdentity['kind']): MaskedIdentity | null {
    return this.detail?.identities.find((one) => one.kind === kind) ?? null;
  }

  /** Sends a command about this lead; the screen shows at once what it will do. */
  async send(name: string, input: Record<string, unknown> = {}): Promise<MutationAnswer> {
    const board = this.board;
    if (!board) return { ok: false, error: { code: 'unreachable', details: {} } };
    const answer = await board.send(name, { leadId: this.leadId, ...input }).answer;
    this.readSoon();
    return answer;
  }

  // ---- fields ---------------------------------------------------------------------------------------------------------

  /** `T`: what this field holds (contract/board/commands.ts, editableFields). */
  value<T>(field: EditableField): T {
    return this.#value(field) as T;
  }
  conflict<T>(field: EditableField): FieldConflict<T> | undefined {
    return this.conflicts.get(field) as FieldConflict<T> | undefined;
  }

  #value(field: EditableField): unknown {
    if (this.#sent.has(field)) return this.#sent.get(field);
    const { card, detail } = this;
    if (!detail || !card) return null;
    if (field === 'region' || field === 'remark') return detail[field];
    const name = onCard[field];
    return name ? card[name] : null;
  }

  /** @param seen the value that the editor began with */
  async edit(field: EditableField, value: unknown, seen: unknown, overwrite = false): Promise<boolean> {
    this.conflicts.delete(field);
    this.refusals.delete(field);
    this.#sent.set(field, value);
    const answer = await this.send('editLead', { field, value, seen, overwrite });
    if (answer.ok || answer.error.code === 'field_changed_meanwhile') await this.read();
    this.#sent.delete(field);
    if (answer.ok) return true;
    // Said here, at the field: the card need not say it once more.
    this.board?.state.live.dismiss(this.leadId);
    if (answer.error.code === 'field_changed_meanwhile') {
      const last = this.entries.find(({ kind, data }) => kind === 'edited' && data['field'] === field);
      const { actorId: by = null, recordedAt: at = null } = last ?? {};
      this.conflicts.set(field, { mine: value, theirs: this.#value(field), by, at });
    } else this.refusals.set(field, answer.error);
    return false;
  }

  /** The own value after all, over what somebody else set. */
  useMine(field: EditableField): Promise<boolean> {
    const conflict = this.conflicts.get(field);
    return conflict ? this.edit(field, conflict.mine, conflict.theirs, true) : Promise.resolve(false);
  }
}

export const [getOpenLead, setOpenLead] = createContext<OpenLead>();
