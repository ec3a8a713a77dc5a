import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cardFields } from '#lib/contract/board/card.ts';
import { leadsQueryFromUrl, type LeadsPage, type LeadsRow } from '#lib/contract/board/leads-list.ts';
import type { CardChange, Frame, OpenBoardAnswer, OpenBoardRequest } from '#lib/contract/protocol.ts';
import { LeadsLive } from './leads-live.svelte.ts';

const blank = Object.fromEntries(cardFields.map((field) => [field, null])) as unknown as LeadsRow;
const row = (id: string, more: Partial<LeadsRow> = {}): LeadsRow => ({
  ...blank,
  id,
  name: id,
  boardId: 'b',
  stageId: 'fresh',
  state: 'open',
  ownerId: 'zhang',
  tags: [],
  version: 1,
  ...more,
});
const pageOf = (rows: LeadsRow[], total = rows.length): LeadsPage => ({
  rows,
  total,
  more: false,
  page: 1,
  pageSize: 50,
  narrowed: false,
});

function start(rows: LeadsRow[], address = '') {
  const server = {
    page: pageOf(rows),
    reads: 0,
    takes: 0,
    visible: true,
    opened: [] as OpenBoardRequest[],
    closed: [] as string[],
  };
  const listeners = new Map<string, (payload: never) => void>();
  let live: () => void = () => {};
  let poll: () => Promise<void> = () => Promise.resolve();
  const list = new LeadsLive(server.page, leadsQueryFromUrl(new URLSearchParams(address)), {
    me: 'me',
    stageKind: (id) => (id === 'won' ? 'won' : 'open'),
    boardIds: () => ['b', 'c'],
    read: () => {
      const { page, takes } = server;
      server.reads++;
      return takes === 0 ? Promise.resolve(page) : new Promise((resolve) => setTimeout(() => resolve(page), takes));
    },
    visible: () => server.visible,
    line: {
      pushed: true,
      openBoard: (request) => (server.opened.push(request), Promise.resolve({} as OpenBoardAnswer)),
      closeBoard: (boardId) => void server.closed.push(boardId),
      on: (event: string, listener: (payload: never) => void) => (
        listeners.set(event, listener),
        () => listeners.delete(event)
      ),
      onLive: (listener) => ((live = listener), listener(), () => {}),
      onPoll: (listener) => ((poll = listener), () => {}),
    },
  });
  const stop = list.start();
  let seq = 0;
  const hear = (...changes: CardChange[]) => {
    seq++;
    const frame: Frame = {
      stream: 'board:b',
      from: seq,
      to: seq,
      events: [{ seq, at: 0, by: 'li', cause: 'move', changes }],
    };
    listeners.get('frame')?.(frame as never);
  };
  const ids = () => list.list.rows.map(({ id }) => id);
  return { list, server, hear, ids, stop, again: () => live(), poll: () => poll() };
}
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('a live page of leads', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('listens to every board without being shown there, and lets go of them', async () => {
    const { server, stop } = start([]);
    await later(0);
    expect(server.opened).toEqual([
      { boardId: 'b', cursor: null, quiet: true },
      { boardId: 'c', cursor: null, quiet: true },
    ]);
    stop();
    expect(server.closed).toEqual(['b', 'c']);
  });

  it('changes a row where it stands, and says so for a moment', async () => {
    const { list, hear, ids } = start([row('1'), row('2')]);
    await later(0);
    hear({ id: '2', patch: { stageId: 'won', version: 7 } });
    expect(ids()).toEqual(['1', '2']);
    expect(list.list.rows[1]).toMatchObject({ stageId: 'won', state: 'won' });
    expect(list.marks.get('2')).toEqual({ kind: 'changed' });
    await later(3_000);
    expect(list.marks.size).toBe(0);
  });

  it('is not set back by a reading that is older than what was heard', async () => {
    const { list, hear, again } = start([row('1')]);
    await later(0);
    hear({ id: '1', patch: { name: 'new', version: 9 } });
    again();
    await later(0);
    expect(list.list.rows[0]!.name).toBe('new');
  });

  it('keeps a row that matches no more in sight, marked', async () => {
    const { list, hear, ids } = start([row('1')], 'owner=zhang');
    await later(0);
    hear({ id: '1', patch: { ownerId: 'li', version: 2 } });
    await later(5_000);
    expect(ids()).toEqual(['1']);
    expect(list.marks.get('1')).toEqual({ kind: 'left' });
  });

  it('lets a row go that left the viewer’s sight, after saying where to', async () => {
    const { list, hear, ids } = start([row('1'), row('2')]);
    await later(0);
    hear({ id: '1', gone: 'claimed', to: 'li' });
    expect(list.marks.get('1')).toEqual({ kind: 'gone', reason: 'claimed', to: 'li' });
    expect(ids()).toEqual(['1', '2']);
    await later(2_500);
    expect(ids()).toEqual(['2']);
    expect(list.list.total).toBe(1);
  });

  it('counts what comes and shows it only when asked', async () => {
    const { list, server, hear, ids } = start([row('1')]);
    await later(0);
    server.page = pageOf([row('3'), row('2'), row('1')]);
    hear({ id: '2', card: row('2') }, { id: '3', card: row('3') });
    await later(5_000);
    expect(list.waiting).toBe(2);
    expect(list.list.total).toBe(3);
    expect(ids()).toEqual(['1']);
    list.takeWaiting();
    expect(ids()).toEqual(['3', '2', '1']);
    expect(list.waiting).toBe(0);
  });

  it('does not ask the server about leads that cannot come to the page', async () => {
    const { server, hear } = start([row('1')], 'owner=zhang');
    await later(0);
    const { reads } = server;
    hear({ id: '8', card: row('8', { ownerId: 'li' }) }, { id: '9', patch: { stageId: 'won', version: 3 } });
    await later(10_000);
    expect(server.reads).toBe(reads);
  });

  it('asks once for a storm, and not at all behind another tab until it is in front again', async () => {
    const { list, server, hear } = start([row('1')]);
    await later(0);
    const { reads } = server;
    for (let i = 0; i < 50; i++) hear({ id: `n${i}`, card: row(`n${i}`) });
    await later(3_900);
    expect(server.reads).toBeLessThanOrEqual(reads + 1);
    await later(5_000);
    server.visible = false;
    const seen = server.reads;
    hear({ id: 'x', card: row('x') });
    await later(20_000);
    expect(server.reads).toBe(seen);
    server.visible = true;
    list.wake();
    await later(5_000);
    expect(server.reads).toBe(seen + 1);
  });

  it('drops what it may no longer see when it comes back after a break', async () => {
    const { server, ids, again } = start([row('1'), row('2')]);
    await later(0);
    server.page = pageOf([row('2')]);
    again();
    await later(0);
    expect(ids()).toEqual(['2']);
  });

  it('fills an empty page by itself', async () => {
    const { server, hear, ids } = start([]);
    await later(0);
    server.page = pageOf([row('1')]);
    hear({ id: '1', card: row('1') });
    await later(5_000);
    expect(ids()).toEqual(['1']);
  });

  it('throws away the answer to a question that is no longer asked', async () => {
    const { list, server, again, ids } = start([row('1')]);
    await later(0);
    server.takes = 1_000;
    again();
    await later(500);
    list.show(pageOf([row('7')]), leadsQueryFromUrl(new URLSearchParams('page=2')));
    await later(1_000);
    expect(ids()).toEqual(['7']);
  });
});
