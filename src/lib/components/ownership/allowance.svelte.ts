import { readJson } from '#lib/components/lead/refusals.ts';
import type { PoolAllowance, PoolRow, PoolView } from '#lib/contract/ownership/pool-view.ts';

const SOON_MS = 250;
const ROWS_SOON_MS = 60;
const MOST_ROWS = 200;

/**
 * What whoever looks may still take from a board's pool, and what the pool's rows show beside their cards. Read again when
 * he has claimed, released or been given something; details of rows are read when they come into view.
 */
export class Allowance {
  value = $state.raw<PoolAllowance | null>(null);
  /** From when on a lead may be claimed that was recycled from him a short while ago. */
  coolDowns = $state.raw<Readonly<Record<string, number>>>({});
  rows = $state.raw<ReadonlyMap<string, PoolRow>>(new Map());
  failed = $state(false);
  readonly #boardId: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rowsTimer: ReturnType<typeof setTimeout> | undefined;
  #wanted = new Set<string>();

  constructor(boardId: string) {
    this.#boardId = boardId;
  }

  load(): Promise<void> {
    return this.#read([]);
  }

  /** Several changes in a row are read once. */
  soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), SOON_MS);
  }

  /** A row came into view. */
  want(leadId: string): void {
    if (this.rows.has(leadId) || this.#wanted.has(leadId)) return;
    this.#wanted.add(leadId);
    clearTimeout(this.#rowsTimer);
    this.#rowsTimer = setTimeout(() => {
      const ids = [...this.#wanted].slice(0, MOST_ROWS);
      for (const id of ids) this.#wanted.delete(id);
      void this.#read(ids);
    }, ROWS_SOON_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#rowsTimer);
  }

  async #read(leadIds: readonly string[]): Promise<void> {
    const query = leadIds.length > 0 ? `?${new URLSearchParams({ leads: leadIds.join(',') })}` : '';
    try {
      const read = await readJson<PoolView>(`/api/pool/${encodeURIComponent(this.#boardId)}${query}`);
      this.value = read.allowance;
      this.coolDowns = read.coolDowns;
      this.failed = false;
      if (read.rows.length > 0) {
        this.rows = new Map([...this.rows, ...read.rows.map((row): [string, PoolRow] => [row.leadId, row])]);
      }
    } catch {
      // What was read before stays: the server decides a claim anyway.
      this.failed = this.value === null;
    }
  }
}
