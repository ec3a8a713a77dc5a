import { describe, expect, it, vi } from 'vitest';
import { encodeCards, type BoardSnapshot } from '#lib/contract/board/snapshot.ts';
import type { Frame, OpenBoardAnswer, OpenBoardRequest, SyncAnswer, WireError } from '#lib/contract/protocol.ts';
import { BoardState, type BoardFacts } from './board.svelte.ts';
import { BoardSync, type BoardLine } from './board-sync.ts';

const facts: BoardFacts = {
  personId: 'me',
  poolId: null,
  stages: [{ id: 's', kind: 'open' }],
  teamOf: () => null,
  now: () => 0,
  today: () => ({ from: 0, until: 1 }),
  leavingMs: 1,
};

/** A server whose stream the test moves on, and a line that the test cuts. */
class Server {
  seq = 0;
  viewKey = 'all';
  epoch = 'e';
  opened: OpenBoardRequest[] = [];
  snapshots = 0;
  gone = false;
  refuses: string | null = null;
  pushed = true;
  listeners = new Map<string, (payload: never) => void>();
  live: (() => void) | null = null;
  poll: (() => Promise<void>) | null = null;

  cursor = (seq = this.seq) => ({ epoch: this.epoch, seq, eventId: `event-${seq}` });
  frame = (from: number, to = this.seq): Frame => ({ stream: 'board:b', from, to, events: [] });

  line: BoardLine = (() => {
    const on = (event: string, listener: (payload: never) => void) => {
      this.listeners.set(event, listener);
      return () => this.listeners.delete(event);
    };
    const pushed = () => this.pushed;
    return {
      get pushed() {
        return pushed();
      },
      openBoard: (request: OpenBoardRequest) => Promise.resolve(this.open(request)),
      closeBoard: () => {},
      on,
      onLive: (listener: () => void) => ((this.live = listener), () => {}),
      onPoll: (listener: () => Promise<void>) => ((this.poll = listener), () => {}),
    };
  })();

  open(request: OpenBoardRequest): OpenBoardAnswer {
    this.opened.push(request);
    if (this.refuses) return { ok: false, error: { code: this.refuses, details: {} } };
    const { cursor, viewKey } = { cursor: this.cursor(), viewKey: this.viewKey };
    const known = request.cursor?.epoch === this.epoch;
    if (!known) return { ok: true, kind: 'snapshot', cursor, viewKey, now: 5 };
    return { ok: true, kind: 'events', frame: this.frame(request.cursor!.seq + 1), cursor, viewKey, now: 5 };
  }
  sync(after: number): SyncAnswer {
    if (this.gone) throw Object.assign(new Error('HTTP 404'), { status: 404 });
    return { frame: this.frame(after + 1), cursor: this.cursor(), viewKey: this.viewKey, now: 5 };
  }
  push(frame: Frame): void {
    this.listeners.get('frame')?.(frame as never);
  }
  snapshot = (): Promise<BoardSnapshot> => {
    this.snapshots++;
    return Promise.resolve({
      boardId: 'b',
      viewKey: this.viewKey,
      cursor: this.cursor(),
      closedSince: 0,
      at: 1,
      ...encodeCards([], 0),
    });
  };
}

function start(server = new Server(), more: { fetchSnapshot?: () => Promise<BoardSnapshot> } = {}) {
  const state = new BoardState('b', facts);
  const errors: (WireError | null)[] = [];
  const sync = new BoardSync(state, server.line, {
    fetchSnapshot: more.fetchSnapshot ?? server.snapshot,
    fetchEvents: (_board, cursor) => Promise.resolve(server.sync(cursor.seq)),
    onPresence: () => {},
    onError: (error) => errors.push(error),
    onTime: () => {},
    onOpened: () => {},
  });
  sync.start();
  return { server, state, sync, errors };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('keeping a board current', () => {
  it('a snapshot, then what came after it, then frames', async () => {
    const { server, state } = start();
    server.seq = 3;
    await settled();
    expect(state.loaded).toBe(true);
    expect(state.seq).toBe(3);
    server.seq = 4;
    server.push(server.frame(4));
    expect(state.seq).toBe(4);
    expect(server.snapshots).toBe(1);
  });

  it('[Sync] a gap asks with the cursor again and needs no snapshot', async () => {
    const { server, state } = start();
    await settled();
    server.seq = 9;
    server.push(server.frame(7));
    await settled();
    expect(state.seq).toBe(9);
    expect(server.opened.at(-1)!.cursor).toEqual({ epoch: 'e', seq: 0, eventId: 'event-0' });
    expect(state.anchor).toEqual(server.cursor(9));
    expect(server.snapshots).toBe(1);
  });

  it('goes on from the last confirmed cursor after a break, and moves it on before it is too old', async () => {
    const { server, state } = start();
    await settled();
    for (let seq = 1; seq <= 600; seq++) {
      server.seq = seq;
      server.push(server.frame(seq));
      if (seq % 100 === 0) await settled();
    }
    expect(state.seq).toBe(600);
    expect(state.anchor!.seq).toBeGreaterThan(400);
    server.seq = 650;
    server.live!();
    await settled();
    expect(state.seq).toBe(650);
    expect(server.snapshots).toBe(1);
  });

  it('a restored database and changed rights mean a new snapshot', async () => {
    const { server, state } = start();
    await settled();
    server.epoch = 'restored';
    server.live!();
    await settled();
    expect(server.snapshots).toBe(2);
    expect(state.anchor!.epoch).toBe('restored');
    server.viewKey = 'm|east|';
    server.live!();
    await settled();
    expect(server.snapshots).toBe(3);
    expect(state.viewKey).toBe('m|east|');
  });

  it('frames that arrive while it is being opened are applied afterwards', async () => {
    const server = new Server();
    let give: (() => void) | undefined;
    const { state } = start(server, {
      fetchSnapshot: async () => {
        await new Promise<void>((resolve) => (give = resolve));
        server.seq = 0;
        const snapshot = await server.snapshot();
        server.seq = 2;
        return snapshot;
      },
    });
    server.seq = 2;
    server.push(server.frame(1, 1));
    server.seq = 3;
    give!();
    await settled();
    server.seq = 3;
    server.push(server.frame(3, 3));
    await settled();
    expect(state.seq).toBe(3);
  });

  it('a database that is away when it is opened passes by itself; a refusal is said', async () => {
    vi.useFakeTimers();
    try {
      const { server, state, errors } = start();
      await vi.advanceTimersByTimeAsync(10);
      server.refuses = 'storage_away';
      server.live!();
      await vi.advanceTimersByTimeAsync(500);
      expect(errors.at(-1)).toBeNull();
      server.refuses = null;
      server.seq = 4;
      await vi.advanceTimersByTimeAsync(2_500);
      expect(state.seq).toBe(4);
      server.refuses = 'not_found';
      server.live!();
      await vi.advanceTimersByTimeAsync(10);
      expect(errors.at(-1)).toMatchObject({ code: 'not_found' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('over plain HTTP it asks for what happened', async () => {
    const server = new Server();
    server.pushed = false;
    const { state } = start(server);
    await settled();
    expect(server.opened).toEqual([]);
    server.seq = 5;
    await server.poll!();
    expect(state.seq).toBe(5);
    server.seq = 6;
    await server.poll!();
    expect(state.anchor).toEqual(server.cursor(6));
    expect(server.snapshots).toBe(1);
  });

  it('[X2] over plain HTTP changed rights mean a new snapshot, though no event says so', async () => {
    const server = new Server();
    server.pushed = false;
    const { state } = start(server);
    await settled();
    server.viewKey = 'm|east|';
    await server.poll!();
    expect([server.snapshots, state.viewKey]).toEqual([2, 'm|east|']);
    await server.poll!();
    expect(server.snapshots).toBe(2);
  });

  it('over plain HTTP a board that was taken away is gone, and the line is not', async () => {
    const server = new Server();
    server.pushed = false;
    const { errors } = start(server);
    await settled();
    server.gone = true;
    await server.poll!();
    expect(errors.at(-1)).toMatchObject({ code: 'not_found' });
    server.gone = false;
    await server.poll!();
    expect(errors.at(-1)).toBeNull();
  });

  it('says that the board cannot be reached, and tries again', async () => {
    vi.useFakeTimers();
    try {
      const server = new Server();
      let tries = 0;
      const { state, errors } = start(server, {
        fetchSnapshot: () => (++tries < 3 ? Promise.reject(new Error('down')) : server.snapshot()),
      });
      await vi.advanceTimersByTimeAsync(10);
      expect(errors.at(-1)).toMatchObject({ code: 'unreachable' });
      await vi.advanceTimersByTimeAsync(3000);
      expect(state.loaded).toBe(true);
      expect(errors.at(-1)).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });
});
