import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { GoneReason, WireError } from '#lib/contract/protocol.ts';

/** How long an outline, a name flag or a ghost stays: `--dur-flag`. */
export const FLAG_MS = 2400;
/** Saving is mentioned only when it takes longer: a note that comes and goes in 30 ms is a flicker. */
const SLOW_MS = 350;
const NOTE_MS = 30_000;
const MOST_GHOSTS = 8;

export interface MovedBy {
  by: string | null;
  at: number;
  /** The stage it came from; null when it came newly into view. */
  from: string | null;
}

export type CardNote =
  | { kind: 'refused'; error: WireError; command: string; input: unknown }
  /** Somebody moved it after this person did; his move holds. */
  | { kind: 'conflict'; by: string | null; afterMs: number; stageId: string };

export interface Ghost {
  key: string;
  leadId: string;
  stageId: string;
  position: string;
  by: string | null;
  what: { kind: 'moved'; to: string } | { kind: 'gone'; reason: GoneReason; to: string | null };
}

/** What happens to cards beside their facts: told for a moment, then forgotten. */
export class CardLive {
  readonly moved = new SvelteMap<string, MovedBy>();
  readonly notes = new SvelteMap<string, CardNote>();
  /** Leads whose change has been under way for longer than a blink. */
  readonly saving = new SvelteSet<string>();
  ghosts = $state.raw<readonly Ghost[]>([]);
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #next = 1;

  flag(leadId: string, moved: MovedBy): void {
    this.moved.set(leadId, moved);
    this.#after(`moved:${leadId}`, FLAG_MS, () => this.moved.delete(leadId));
  }

  ghost(ghost: Omit<Ghost, 'key'>): void {
    // A floor in motion shows nobody anything: beyond a few the outline at the goal is enough.
    if (this.ghosts.length >= MOST_GHOSTS) return;
    const key = `ghost-${this.#next++}`;
    this.ghosts = [...this.ghosts.filter(({ leadId }) => leadId !== ghost.leadId), { ...ghost, key }];
    this.#after(key, FLAG_MS, () => {
      this.ghosts = this.ghosts.filter((other) => other.key !== key);
    });
  }

  note(leadId: string, note: CardNote, { stays = false } = {}): void {
    this.notes.set(leadId, note);
    if (!stays) this.#after(`note:${leadId}`, NOTE_MS, () => this.notes.delete(leadId));
  }

  dismiss(leadId: string): void {
    this.notes.delete(leadId);
    this.#cancel(`note:${leadId}`);
  }

  begin(leadIds: readonly string[]): void {
    for (const id of leadIds) {
      this.dismiss(id);
      if (!this.saving.has(id)) this.#after(`saving:${id}`, SLOW_MS, () => this.saving.add(id));
    }
  }

  end(leadId: string): void {
    this.#cancel(`saving:${leadId}`);
    this.saving.delete(leadId);
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.moved.clear();
    this.saving.clear();
    this.ghosts = [];
  }

  #after(key: string, ms: number, run: () => void): void {
    this.#cancel(key);
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        run();
      }, ms),
    );
  }

  #cancel(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }
}
