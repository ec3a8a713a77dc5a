import { io, type Socket } from 'socket.io-client';
import { createContext } from 'svelte';
import type { Connection as ShownConnection } from '#lib/components/shell/connection.ts';
import {
  PERSON_HEADER,
  PROTOCOL_HEADER,
  PROTOCOL_VERSION,
  type ClientToServer,
  type MutationAnswer,
  type MutationRequest,
  type OpenBoardAnswer,
  type OpenBoardRequest,
  type ServerToClient,
  type SyncNotice,
} from '#lib/contract/protocol.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Transport } from './mutation-queue.svelte.ts';

const ANSWER_MS = 15_000;
/** Without a socket for this long the page goes on over plain HTTP. */
const FALLBACK_MS = 5_000;
const POLL_MS = 2_500;
/** After this long without any answer it is no blip any more. */
const OFFLINE_MS = 60_000;
/** After the server closed the socket, or refused it for a passing reason. */
const AGAIN_MS = 1_500;

type Line =
  | { kind: 'connecting'; since: number }
  /** `polling`: no socket gets through, plain HTTP does. */
  | { kind: 'live'; polling: boolean }
  | { kind: 'reconnecting'; since: number }
  | { kind: 'offline'; since: number };

interface ConnectionOptions {
  /** Whose page this is: the browser's cookie may be somebody else's by the time a line is made. */
  personId: string;
  /** What the server said the time is. */
  onTime: (serverNow: number) => void;
  onSignedOut: (reason: 'signed_out' | 'disabled' | 'expired' | 'revoked') => void;
  /** The server speaks another protocol than this tab, which was open during an update. */
  onOutdated: () => void;
  /** Server time, for "since". */
  now: () => number;
}

/**
 * The one file that knows socket.io. No retries and no state recovery of its own: what was missed comes from a cursor, and
 * a change that got no answer is sent again by the queue.
 */
export class Connection implements Transport {
  line = $state.raw<Line>({ kind: 'connecting', since: 0 });
  /** When the server was last heard, in its own time. */
  heardAt = $state(0);
  readonly #options: ConnectionOptions;
  #made: Socket<ServerToClient, ClientToServer> | null = null;
  readonly #heartbeat: Heartbeat;
  /** Which parts of the page have which board open, and whether each only listens: the last one closes it. */
  readonly #boardUsers = new Map<string, Map<object, boolean>>();
  /** How far the workspace was known when it was last asked for over plain HTTP. */
  #workspaceSeq: number | null = null;
  #whenLive = new Set<() => void>();
  #whenPolling = new Set<() => Promise<void>>();
  #fallback: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #stopped = true;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    // The server's own rendering shows it too: counted from zero it would say that nothing was heard since 1970.
    this.line = { kind: 'connecting', since: options.now() };
    this.#heartbeat = new Heartbeat({
      beat: () => this.#ping(),
      onDead: () => this.#restart(),
      onWake: () => this.#wake(),
    });
  }

  /** Made on first use: pages are rendered on the server as well, where there is nothing to connect. */
  get #socket(): Socket<ServerToClient, ClientToServer> {
    if (!this.#made) {
      this.#made = io({
        autoConnect: false,
        transports: ['websocket'],
        reconnectionDelay: 250,
        reconnectionDelayMax: 3_000,
        timeout: 8_000,
        auth: { protocol: PROTOCOL_VERSION, person: this.#options.personId },
      });
      this.#listen(this.#made);
    }
    return this.#made;
  }

  /** What the top bar shows. */
  shown(unsaved: number): ShownConnection {
    const { line } = this;
    if (line.kind === 'offline') return { kind: 'offline', unsaved };
    if (line.kind === 'live') return { kind: 'live', unsaved };
    return { kind: 'reconnecting', since: line.since };
  }

  get ready(): boolean {
    return this.line.kind === 'live';
  }
  /** Frames come by themselves. */
  get pushed(): boolean {
    return this.#made?.connected ?? false;
  }

  start(): () => void {
    this.#stopped = false;
    this.line = { kind: 'connecting', since: this.#options.now() };
    this.#socket.connect();
    this.#armFallback();
    const stopHeartbeat = this.#heartbeat.start();
    return () => {
      this.#stopped = true;
      stopHeartbeat();
      clearTimeout(this.#fallback);
      clearTimeout(this.#again);
      this.#socket.disconnect();
    };
  }

  on<Event extends keyof ServerToClient>(event: Event, listener: ServerToClient[Event]): () => void {
    this.#socket.on(event, listener as never);
    return () => this.#socket.off(event, listener as never);
  }

  /** Each time the socket is there (again), at once when it is there now. */
  onLive(listener: () => void): () => void {
    this.#whenLive.add(listener);
    if (this.#socket.connected) listener();
    return () => this.#whenLive.delete(listener);
  }

  /** Asked every few seconds while only plain HTTP gets through. */
  onPoll(listener: () => Promise<void>): () => void {
    this.#whenPolling.add(listener);
    return () => this.#whenPolling.delete(listener);
  }

  openBoard(request: OpenBoardRequest, by: object): Promise<OpenBoardAnswer> {
    const users = this.#boardUsers.get(request.boardId) ?? new Map<object, boolean>();
    this.#boardUsers.set(request.boardId, users.set(by, request.quiet === true));
    const quiet = [...users.values()].every(Boolean);
    return this.#socket.timeout(ANSWER_MS).emitWithAck('board:open', { ...request, quiet });
  }
  closeBoard(boardId: string, by: object): void {
    const users = this.#boardUsers.get(boardId);
    users?.delete(by);
    if (users && users.size > 0) return;
    this.#boardUsers.delete(boardId);
    if (this.#socket.connected) this.#socket.emit('board:close', { boardId });
  }
  present(boardId: string, leadId: string | null): void {
    if (this.#socket.connected) this.#socket.emit('presence', { boardId, leadId });
  }
  /** Live figures: `query` is the canonical text of contract/metrics. Open again after `onLive`. */
  openFigures(query: string): Promise<{ ok: boolean; error?: unknown }> {
    return this.#socket.timeout(ANSWER_MS).emitWithAck('figures:open', { query });
  }
  closeFigures(query: string): void {
    if (this.#socket.connected) this.#socket.emit('figures:close', { query });
  }

  async send(request: MutationRequest): Promise<MutationAnswer> {
    if (this.#socket.connected) return this.#socket.timeout(ANSWER_MS).emitWithAck('mutate', request);
    const response = await fetch('/api/mutate', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
        [PERSON_HEADER]: this.#options.personId,
      },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const type = response.headers.get('content-type') ?? '';
    // A proxy's error page says nothing about the change.
    if (!type.includes('application/json')) throw new Error(`HTTP ${response.status}`);
    const answer = (await response.json()) as MutationAnswer | { ok?: undefined };
    // Neither does an error of the server from before the change was looked at.
    if (typeof answer.ok !== 'boolean') throw new Error(`HTTP ${response.status}`);
    if (!answer.ok && answer.error.code === 'signed_out') this.#options.onSignedOut('signed_out');
    if (!answer.ok && answer.error.code === 'outdated') this.#options.onOutdated();
    return answer;
  }

  #listen(socket: Socket<ServerToClient, ClientToServer>): void {
    socket.on('connect', () => {
      clearTimeout(this.#fallback);
      clearTimeout(this.#again);
      this.#heard();
      this.#workspaceSeq = null;
      this.line = { kind: 'live', polling: false };
      void this.#ping().catch(() => {});
      for (const listener of this.#whenLive) listener();
    });
    socket.on('disconnect', (reason) => {
      if (this.#stopped) return;
      this.#lost();
      // The server closes sockets when it shuts down or somebody loses a right: it may be back in a moment.
      if (reason === 'io server disconnect') this.#connectAgain();
    });
    socket.on('connect_error', (error) => {
      if (this.#stopped) return;
      if (error.message === 'signed_out') return this.#options.onSignedOut('signed_out');
      if (error.message === 'protocol') return this.#options.onOutdated();
      this.#lost();
      // Refused by the server itself: socket.io does not try again on its own.
      if (!socket.active) this.#connectAgain();
    });
    socket.on('signedOut', ({ reason }) => this.#options.onSignedOut(reason));
    socket.onAny(() => this.#heard());
  }

  #heard(): void {
    this.heardAt = this.#options.now();
  }

  #lost(): void {
    if (this.line.kind === 'live' && this.line.polling) return;
    const since = this.line.kind === 'live' ? this.#options.now() : this.line.since;
    const gone = !navigator.onLine || this.#options.now() - since > OFFLINE_MS;
    this.line = { kind: gone ? 'offline' : 'reconnecting', since };
    this.#armFallback();
  }

  #connectAgain(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => !this.#stopped && this.#socket.connect(), AGAIN_MS);
  }

  async #ping(): Promise<void> {
    if (!this.#socket.connected) return;
    const sent = performance.now();
    const now = await this.#socket.timeout(5_000).emitWithAck('ping');
    // Half of the round trip has passed since the server read its clock.
    this.#options.onTime(now + (performance.now() - sent) / 2);
    this.#heard();
  }

  /** The socket says it is open, but nobody answers: a dead route after sleep or a change of network. */
  #restart(): void {
    if (this.#stopped) return;
    this.#socket.disconnect();
    this.#lost();
    this.#socket.connect();
  }

  #wake(): void {
    if (this.#stopped || this.#socket.connected) return;
    if (!navigator.onLine) this.#lost();
    // Skips the rest of the waiting time between attempts.
    this.#socket.disconnect();
    this.#socket.connect();
  }

  #armFallback(): void {
    clearTimeout(this.#fallback);
    this.#fallback = setTimeout(() => void this.#poll(), FALLBACK_MS);
  }

  async #poll(): Promise<void> {
    if (this.#stopped || this.#socket.connected) return;
    let heard = false;
    try {
      await this.#pollNotice();
      await Promise.all([...this.#whenPolling].map((listener) => listener()));
      heard = true;
    } catch {
      // Said by the line's state below.
    }
    if (this.#stopped || this.#socket.connected) return;
    if (heard) {
      const first = this.line.kind !== 'live';
      this.line = { kind: 'live', polling: true };
      this.#heard();
      if (first) for (const listener of this.#whenLive) listener();
    } else if (this.line.kind === 'live') {
      this.line = { kind: 'reconnecting', since: this.#options.now() };
    }
    this.#fallback = setTimeout(() => void this.#poll(), POLL_MS);
  }

  /** What the socket would have pushed to this person: it is told as if it had. */
  async #pollNotice(): Promise<void> {
    const response = await fetch('/api/sync', {
      cache: 'no-store',
      headers: { [PERSON_HEADER]: this.#options.personId },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (response.status === 401) this.#options.onSignedOut('signed_out');
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const { workspace, inbox, now } = (await response.json()) as SyncNotice;
    this.#options.onTime(now);
    const known = this.#workspaceSeq;
    this.#workspaceSeq = workspace.seq;
    if (this.#stopped || this.#socket.connected) return;
    // The first time too: nobody knows what was missed since the socket was lost.
    if (known !== workspace.seq) for (const listener of this.#socket.listeners('workspace')) listener(workspace);
    for (const listener of this.#socket.listeners('inbox')) listener(inbox);
  }
}

export const [getConnection, setConnection] = createContext<Connection>();
