import { createContext } from 'svelte';
import { v7 } from 'uuid';
import type { BoardSnapshot } from '#lib/contract/board/snapshot.ts';
import type { Cursor, MutationAnswer, PresenceEntry, SyncAnswer, WireError } from '#lib/contract/protocol.ts';
import { today } from '#lib/domain/time/zone.ts';
import { BoardState, type BoardFacts } from './board.svelte.ts';
import { BoardSync } from './board-sync.ts';
import type { SharedClock } from './clock.svelte.ts';
import type { Connection } from './connection.svelte.ts';
import type { MutationQueue } from './mutation-queue.svelte.ts';
import type { Workspace } from './workspace.svelte.ts';

const HOUR_MS = 3_600_000;
const QUIET_MS = 60;

/** A board somebody looks at: its state, kept current, and what this person does to it. */
export class OpenBoard {
  readonly state: BoardState;
  /** Others who have it open, and which card each looks at. */
  people = $state.raw<readonly PresenceEntry[]>([]);
  /** Why it cannot be shown (any more). */
  error = $state.raw<WireError | null>(null);
  readonly #parts: Parts;
  readonly #sync: BoardSync;
  #stops: (() => void)[] = [];
  #looking: string | null = null;

  constructor(boardId: string, parts: Parts) {
    this.#parts = parts;
    this.state = new BoardState(boardId, factsOf(boardId, parts));
    this.#sync = new BoardSync(this.state, parts.connection, {
      fetchSnapshot,
      fetchEvents,
      onPresence: (people) => (this.people = people.filter(({ personId }) => personId !== parts.workspace.me.id)),
      onError: (error) => (this.error = error),
      onTime: (now) => parts.clock.synchronise(now),
      schedule: nextPicture(),
      onOpened: () => this.#looking && this.lookAt(this.#looking),
    });
  }

  /** Once; a board that stayed open while another page was visited goes on. */
  start(): void {
    if (this.#stops.length > 0) return;
    const { queue } = this.#parts;
    for (const entry of queue.entries) this.#take(entry);
    this.#stops.push(queue.onAnswered(({ id }, answer) => this.state.answered(id, answer)));
    // Changes that a closed tab left behind appear once they are read from the machine.
    void queue.start().then(() => {
      for (const entry of queue.entries) this.#take(entry);
    });
    this.#sync.start();
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#sync.stop();
    this.state.live.clear();
  }

  /** Shows a change at once, keeps it on the machine and sends it. */
  send(name: string, input: unknown): { id: string; answer: Promise<MutationAnswer> } {
    const id = v7();
    this.state.begin(id, name, input);
    return { id, answer: this.#parts.queue.add(id, name, input, this.state.boardId) };
  }

  /** Takes a change back that never left this machine. */
  withdraw(id: string): boolean {
    if (!this.#parts.queue.withdraw(id)) return false;
    this.state.withdraw(id);
    return true;
  }

  /** Tells the others which card this person looks at. */
  lookAt(leadId: string | null): void {
    this.#looking = leadId;
    this.#parts.connection.present(this.state.boardId, leadId);
  }

  retry(): void {
    this.error = null;
    void this.#sync.open();
  }

  #take({ id, name, input, boardId }: { id: string; name: string; input: unknown; boardId: string | null }): void {
    if (boardId === this.state.boardId) this.state.begin(id, name, input);
  }
}

interface Parts {
  connection: Connection;
  queue: MutationQueue;
  workspace: Workspace;
  clock: SharedClock;
}

/** The boards of this tab. The last one stays open while other pages are visited, so that coming back shows it at once. */
export class Boards {
  readonly #parts: Parts;
  #open: OpenBoard | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  open(boardId: string): OpenBoard {
    if (this.#open?.state.boardId === boardId) return this.#open;
    this.close();
    this.#open = new OpenBoard(boardId, this.#parts);
    return this.#open;
  }

  close(): void {
    this.#open?.stop();
    this.#open = null;
  }

  /** The workspace was loaded again: stages may have come or gone. */
  refresh(): void {
    this.#open?.state.useStages();
  }
}

function factsOf(boardId: string, { workspace, clock }: Parts): BoardFacts {
  const board = () => workspace.board(boardId);
  return {
    get personId() {
      return workspace.me.id;
    },
    get poolId() {
      return board()?.pool?.id ?? null;
    },
    get stages() {
      return board()?.stages ?? [];
    },
    get leavingMs() {
      return Math.max(24, ...(board()?.pool?.warnHours ?? [])) * HOUR_MS;
    },
    teamOf: (personId) => workspace.person(personId)?.teamId ?? null,
    now: () => clock.now(),
    today: () => today(clock.now(), workspace.zone),
  };
}

/** At once when it is quiet; in a storm once a picture, so that many frames cost one rendering. */
function nextPicture(): (run: () => void) => void {
  let last = -Infinity;
  return (run) => {
    const now = performance.now();
    const go = () => {
      last = performance.now();
      run();
    };
    if (now - last > QUIET_MS || document.visibilityState === 'hidden') go();
    else requestAnimationFrame(go);
  };
}

async function fetchJson<T>(url: string, options?: RequestInit): Promise<T> {
  const response = await fetch(url, options);
  if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status });
  return (await response.json()) as T;
}

export const snapshotAddress = (boardId: string) => `/api/boards/${encodeURIComponent(boardId)}/snapshot`;
/** Without options of its own: only then does the browser hand over what the page's head has asked for already. */
const fetchSnapshot = (boardId: string) => fetchJson<BoardSnapshot>(snapshotAddress(boardId));

function fetchEvents(boardId: string, cursor: Cursor) {
  const query = new URLSearchParams({
    board: boardId,
    epoch: cursor.epoch,
    seq: String(cursor.seq),
    event: cursor.eventId,
  });
  return fetchJson<SyncAnswer>(`/api/sync?${query}`, { cache: 'no-store' });
}

export const [getBoards, setBoards] = createContext<Boards>();
/** The open board of the page, with its way to send changes. */
export const [getOpenBoard, setOpenBoard] = createContext<OpenBoard>();
