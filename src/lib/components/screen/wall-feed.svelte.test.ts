import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WallState, WallWin } from '#lib/contract/screen/wall.ts';
import { WallFeed } from './wall-feed.svelte.ts';

const MIDNIGHT = Date.UTC(2026, 8, 15, 16);
const wall = (dataAt: number, more: Partial<WallState> = {}): WallState => ({
  boardName: 'Courses',
  currency: 'CNY',
  zone: 'Asia/Shanghai',
  dataAt,
  version: '1',
  funnel: [],
  today: { won: 0, wonMinor: 0, yesterdayByNow: 0 },
  month: { won: 0, wonMinor: 0 },
  leaders: [],
  pool: { waiting: 0, claimed: 0, recycled: 0 },
  feed: [],
  wins: [],
  ...more,
});
const win = (id: string, at: number): WallWin => ({
  id,
  at,
  personId: 'p',
  who: 'Zhang',
  amountMinor: 100,
  currency: 'CNY',
  product: null,
  customer: null,
  days: null,
});

/** A television whose clock is an hour slow, and a server that the test speaks for. */
function start(initial = wall(MIDNIGHT)) {
  const listeners = new Map<string, (payload: never) => void>();
  const socket = {
    connected: true,
    active: false,
    connects: 0,
    on: (event: string, listener: (payload: never) => void) => (listeners.set(event, listener), socket),
    connect: () => (socket.connects++, socket),
    disconnect: () => socket,
  };
  const server = { status: 200, state: initial, polls: 0, reloads: 0, down: false };
  let slept = 0;
  const feed = new WallFeed('token', initial, {
    connect: () => socket as never,
    fetch: () => {
      server.polls++;
      if (server.down) return Promise.reject(new Error('no network'));
      const { status, state } = server;
      return Promise.resolve({ status, ok: status === 200, json: () => Promise.resolve(state) });
    },
    reload: () => server.reloads++,
    steady: () => performance.now() - slept,
  });
  const stop = feed.start();
  const told = (event: string, payload: unknown) => listeners.get(event)?.(payload as never);
  /** The machine sleeps: no timers, and the steady clock stands still. */
  const sleep = (ms: number) => {
    slept += ms;
    vi.setSystemTime(Date.now() + ms);
  };
  return { feed, socket, server, told, tell: (state: WallState) => told('screen', { state }), sleep, stop };
}
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('a wall', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.setSystemTime(MIDNIGHT - 3_600_000);
  });
  afterEach(() => vi.useRealTimers());

  it('shows the server’s time, whatever the television’s clock says', async () => {
    const { feed, stop } = start(wall(MIDNIGHT - 2_000));
    expect(feed.now).toBe(MIDNIGHT - 2_000);
    await later(3_000);
    expect(feed.now).toBe(MIDNIGHT + 1_000);
    stop();
  });

  it('grows old while nothing comes, and is not young again because the clock was set back', async () => {
    const { feed, server, stop } = start();
    server.down = true;
    await later(16_000);
    expect(feed.freshness).toBe('stale');
    vi.setSystemTime(Date.now() - 7_200_000);
    await later(50_000);
    expect(feed.freshness).toBe('dead');
    stop();
  });

  it('asks at once after a night of sleep, drops the dead socket, and is right again', async () => {
    const { feed, socket, server, sleep, stop } = start();
    await later(1_000);
    sleep(9 * 3_600_000);
    server.state = wall(MIDNIGHT + 9 * 3_600_000, { today: { won: 4, wonMinor: 1, yesterdayByNow: 0 } });
    await later(300);
    expect(socket.connects).toBe(1);
    expect(feed.freshness).toBe('live');
    expect(feed.state.today.won).toBe(4);
    stop();
  });

  it('goes on by itself while the network is away, and asks every few seconds', async () => {
    const { feed, server, stop } = start();
    server.down = true;
    await later(5 * 60_000);
    expect(feed.freshness).toBe('dead');
    expect(server.polls).toBeGreaterThan(20);
    server.down = false;
    server.state = wall(MIDNIGHT + 5 * 60_000);
    await later(10_500);
    expect(feed.freshness).toBe('live');
    stop();
  });

  it('knocks again when the server closed the socket itself, as it does when it restarts', async () => {
    const { socket, told, stop } = start();
    told('disconnect', 'io server disconnect');
    await later(2_100);
    expect(socket.connects).toBe(1);
    told('connect_error', new Error('unavailable'));
    await later(2_100);
    expect(socket.connects).toBe(2);
    socket.active = true;
    told('connect_error', new Error('transport'));
    await later(5_000);
    expect(socket.connects, 'socket.io tries by itself').toBe(2);
    stop();
  });

  it('goes dark when it is revoked, by socket or by question, and knocks no more', async () => {
    const one = start();
    one.told('signedOut', { reason: 'revoked' });
    one.told('disconnect', 'io server disconnect');
    await later(5_000);
    expect(one.feed.revoked).toBe(true);
    expect(one.socket.connects).toBe(0);
    one.stop();
    const two = start();
    two.server.status = 404;
    await later(16_000);
    expect(two.feed.revoked).toBe(true);
    two.stop();
  });

  it('[X1] shows again, and knocks, when somebody has taken it over', async () => {
    const { feed, server, socket, told } = start();
    server.status = 404;
    told('signedOut', { reason: 'revoked' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect([feed.revoked, socket.connects]).toEqual([true, 0]);
    server.status = 200;
    await vi.advanceTimersByTimeAsync(30_000);
    expect([feed.revoked, socket.connects]).toEqual([false, 1]);
  });

  it('loads the new page after an update', () => {
    const { server, tell, stop } = start();
    tell(wall(MIDNIGHT + 1, { version: '2' }));
    expect(server.reloads).toBe(1);
    stop();
  });

  it('celebrates a win once, when it can no longer be a slip', async () => {
    const { feed, tell, stop } = start();
    const wins = [win('w', MIDNIGHT + 1_000)];
    tell(wall(MIDNIGHT + 1_000, { wins }));
    await later(4_000);
    expect(feed.celebration).toBeNull();
    await later(1_500);
    expect(feed.celebration).toMatchObject({ kind: 'one', win: { id: 'w' } });
    await later(6_500);
    tell(wall(MIDNIGHT + 13_000, { wins }));
    await later(1_000);
    expect(feed.celebration).toBeNull();
    stop();
  });

  it('takes a win that was undone off the picture', async () => {
    const { feed, tell, stop } = start();
    tell(wall(MIDNIGHT + 1_000, { wins: [win('w', MIDNIGHT + 1_000)] }));
    await later(6_000);
    expect(feed.celebration).not.toBeNull();
    tell(wall(MIDNIGHT + 7_000));
    expect(feed.celebration).toBeNull();
    stop();
  });

  it('shows many waiting wins as one list', async () => {
    const { feed, tell, stop } = start();
    tell(wall(MIDNIGHT + 1_000, { wins: ['a', 'b', 'c', 'd'].map((id) => win(id, MIDNIGHT + 1_000)) }));
    await later(6_000);
    expect(feed.celebration).toMatchObject({ kind: 'many' });
    stop();
  });
});
