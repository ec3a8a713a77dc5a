import { createContext } from 'svelte';
import {
  MAX_FRAME_BYTES,
  PROTOCOL_VERSION,
  type MutationAnswer,
  type MutationRequest,
  type WireError,
} from '#lib/contract/protocol.ts';
import { leadsOf } from './board-effects.ts';
import type { MutationStore, StoredMutation } from './mutation-store.ts';
import type { TabLocks } from './tab-locks.ts';

/** Takes a change to the server. Rejects when it does not know whether it arrived; it is then sent again with its id. */
export interface Transport {
  readonly ready: boolean;
  send(request: MutationRequest): Promise<MutationAnswer>;
}

interface QueueOptions {
  store: MutationStore;
  transport: Transport;
  locks: TabLocks | null;
  newId: () => string;
  now: () => number;
  /** Changes kept under an older protocol, by its number: what they mean in the next one; null drops the change. */
  converters?: Readonly<Record<number, (entry: StoredMutation) => StoredMutation | null>>;
}

/** Sent at once at most; later changes of the same lead wait for the earlier ones in any case. */
const MOST_UNDER_WAY = 8;
/** Waited longer each time that nothing goes, and never longer than the second; a little of it by chance (see `#wait`). */
const RETRY_MS = 1_500;
const LONGEST_RETRY_MS = 30_000;
/** The server knows for 30 days which changes it has made; an older one that lost its answer might be made a second time. */
const OLDEST_MS = 28 * 86_400_000;
/** Room for what a frame holds beside the change. */
const MOST_BYTES = MAX_FRAME_BYTES - 1_000;
/** A larger frame closes the socket: sent again and again, it would keep all other changes from being sent. */
const fits = (request: MutationRequest): boolean =>
  new TextEncoder().encode(JSON.stringify(request)).length <= MOST_BYTES;
const tooLarge: MutationAnswer = { ok: false, error: { code: 'too_large', details: {} } };
/** Answers that say "not now" rather than "no". Anything else ends a change, so that no mistake is sent for ever. */
const notNow = new Set(['too_fast', 'signed_out', 'outdated', 'storage_full', 'storage_away']);

/**
 * The changes of one person that have no answer yet. Kept on the machine before they are sent, so that they survive a
 * reload; sent again with the same ids until the server has answered, which it does once however often it hears them.
 */
export class MutationQueue {
  entries = $state.raw<readonly StoredMutation[]>([]);
  /** Rises and falls with the entries: what the top bar shows. */
  unsaved = $derived(this.entries.length);
  /** Why the server takes nothing just now, though it can be reached; null while it does. */
  held = $state.raw<WireError | null>(null);
  readonly tab: string;
  readonly #options: QueueOptions;
  #clientId = '';
  #started: Promise<void> | null = null;
  #underWay = new Set<string>();
  #kept = new Map<string, Promise<unknown>>();
  #waiting = new Map<string, (answer: MutationAnswer) => void>();
  #listeners = new Set<(entry: StoredMutation, answer: MutationAnswer) => void>();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #order = 0;
  /** Rounds in a row in which nothing went. */
  #inVain = 0;
  /** Until then nothing is sent, whoever asks: the server said "not now". */
  #notBefore = 0;
  #stopped = false;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.tab = options.newId();
  }

  /** Takes over what closed tabs have left behind. */
  start(): Promise<void> {
    this.#started ??= this.#adopt().catch((error: unknown) => {
      console.warn('changes of the last visit could not be read', error);
    });
    return this.#started;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
  }

  /** Keeps a change and sends it. Resolves with the server's answer, which may be a refusal and may take hours. */
  add(id: string, name: string, input: unknown, boardId: string | null): Promise<MutationAnswer> {
    const at = this.#options.now();
    this.#order = Math.max(this.#order + 1, at);
    const entry: StoredMutation = {
      id,
      clientId: this.#clientId,
      protocol: PROTOCOL_VERSION,
      boardId,
      name,
      input: structuredClone(input),
      at,
      tab: this.tab,
      order: this.#order,
    };
    this.entries = [...this.entries, entry];
    this.#kept.set(id, this.#keep(entry));
    const answer = new Promise<MutationAnswer>((resolve) => this.#waiting.set(id, resolve));
    void this.pump();
    return answer;
  }

  /** Takes back a change that has not been sent. False when it may have been. */
  withdraw(id: string): boolean {
    if (this.#underWay.has(id) || !this.entries.some((entry) => entry.id === id)) return false;
    this.#forget(id);
    this.#waiting.delete(id);
    return true;
  }

  /** Hears every answer, also to changes of an earlier visit. */
  onAnswered(listener: (entry: StoredMutation, answer: MutationAnswer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends what may be sent now; called when the line is back. */
  async pump(): Promise<void> {
    await this.start();
    if (this.#stopped || !this.#options.transport.ready) return;
    const wait = this.#notBefore - performance.now();
    if (wait > 0) return this.#again(wait);
    clearTimeout(this.#retry);
    const busy = new Set<string>();
    for (const entry of this.entries) {
      const leads = leadsOf(entry.input);
      const free = !leads.some((id) => busy.has(id));
      for (const id of leads) busy.add(id);
      if (this.#underWay.size >= MOST_UNDER_WAY) break;
      if (free && !this.#underWay.has(entry.id)) void this.#send(entry);
    }
  }

  async wipe(): Promise<void> {
    this.stop();
    this.entries = [];
    this.#waiting.clear();
    await this.#options.store.wipe();
  }

  async #adopt(): Promise<void> {
    const { store, locks } = this.#options;
    this.#clientId = await store.clientId().catch(() => this.tab);
    // Changes made while this was being read carry no client yet.
    this.entries = this.entries.map((entry) => (entry.clientId ? entry : { ...entry, clientId: this.#clientId }));
    await Promise.all(this.entries.map((entry) => this.#keep(entry)));
    if (!locks) return this.#takeOver(() => false);
    await locks.hold(this.tab);
    await locks.alone((isAlive) => this.#takeOver(isAlive));
  }

  async #takeOver(isAlive: (tab: string) => boolean): Promise<void> {
    const { store } = this.#options;
    const left = (await store.all()).filter((entry) => entry.tab !== this.tab && !isAlive(entry.tab));
    const adopted: StoredMutation[] = [];
    for (const entry of left) {
      const converted = this.#convert(entry);
      if (!converted || this.#options.now() - entry.at > OLDEST_MS) await store.remove(entry.id);
      // One written by a newer version waits here for that version.
      else if (converted.protocol === PROTOCOL_VERSION) adopted.push({ ...converted, tab: this.tab });
    }
    for (const entry of adopted) await store.put(entry);
    this.#order = Math.max(this.#order, ...adopted.map(({ order }) => order));
    this.entries = [...adopted, ...this.entries];
  }

  #convert(entry: StoredMutation): StoredMutation | null {
    let current: StoredMutation | null = entry;
    while (current && current.protocol < PROTOCOL_VERSION) {
      const from: number = current.protocol;
      const converter: ((entry: StoredMutation) => StoredMutation | null) | undefined =
        this.#options.converters?.[from];
      // Without a converter the change means the same in the next protocol; the server refuses what it cannot read.
      const next: StoredMutation | null = converter ? converter(current) : current;
      current = next && { ...next, protocol: from + 1 };
    }
    return current;
  }

  async #keep(entry: StoredMutation): Promise<void> {
    if (!entry.clientId) return;
    // A full disk must not keep anybody from saving.
    await this.#options.store.put(entry).catch((error: unknown) => console.warn('change not kept', error));
  }

  async #send({ id }: StoredMutation): Promise<void> {
    this.#underWay.add(id);
    try {
      await this.#kept.get(id);
      const entry = this.entries.find((other) => other.id === id);
      if (!entry) return;
      const { clientId, name, input } = entry;
      const request = { clientId, id, name, input };
      const answer = fits(request) ? await this.#options.transport.send(request) : tooLarge;
      if (!answer.ok && notNow.has(answer.error.code)) return this.#hold(answer.error);
      this.#inVain = 0;
      if (this.#notBefore <= performance.now()) this.held = null;
      this.#forget(id);
      for (const listener of this.#listeners) listener(entry, answer);
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    } catch {
      // Nobody knows whether it arrived. The line may be back at once, so whoever says so is not kept waiting.
      return this.#again(this.#wait());
    } finally {
      this.#underWay.delete(id);
    }
    void this.pump();
  }

  #forget(id: string): void {
    this.entries = this.entries.filter((entry) => entry.id !== id);
    const kept = this.#kept.get(id) ?? Promise.resolve();
    this.#kept.delete(id);
    void kept.then(() => this.#options.store.remove(id)).catch(() => {});
  }

  #hold(error: WireError): void {
    const { retryAfterMs } = error.details;
    const wait = typeof retryAfterMs === 'number' ? retryAfterMs : this.#wait();
    this.#notBefore = Math.max(this.#notBefore, performance.now() + wait);
    this.held = error;
    this.#again(wait);
  }

  /** Half as much again by chance: all browsers of a floor were told "not now" at the same moment. */
  #wait(): number {
    // Several are under way at once; together they are one round.
    if (this.#underWay.size <= 1) this.#inVain++;
    return Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** Math.max(0, this.#inVain - 1)) * (1 + Math.random() / 2);
  }

  #again(wait: number): void {
    clearTimeout(this.#retry);
    if (!this.#stopped) this.#retry = setTimeout(() => void this.pump(), wait);
  }
}

export const [getQueue, setQueue] = createContext<MutationQueue>();
