import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Card } from '#lib/contract/board/card.ts';
import type { Frame } from '#lib/contract/protocol.ts';
import { positionBetween } from '#lib/domain/board/position.ts';
import { noFilter } from './board-filter.ts';
import { BoardState } from './board.svelte.ts';
import { inColumn, inPool, worth } from './column.svelte.ts';

import { aCard, facts, MiniServer, NOW, STAGES } from '../../../tests/support/mini-board-server.ts';

/** What the columns must hold, worked out from scratch. */
function expectColumns(board: BoardState, cards: Iterable<Card>): void {
  const all = [...cards];
  for (const { id } of STAGES) {
    const wanted = all.filter((card) => card.stageId === id && card.poolId === null).sort(inColumn);
    const column = board.column(id)!;
    expect(column.cards.map((card) => card.id)).toEqual(wanted.map((card) => card.id));
    expect(column.totals.get('CNY') ?? 0).toBe(wanted.reduce((sum, card) => sum + worth(card), 0));
  }
  const pooled = all.filter((card) => card.poolId !== null).sort(inPool);
  expect(board.pool.cards.map((card) => card.id)).toEqual(pooled.map((card) => card.id));
  expect(board.total).toBe(all.filter((card) => card.poolId === null).length);
}

const open = (count = 6) => {
  const server = new MiniServer(count);
  const board = new BoardState('b', facts);
  board.load(server.snapshot());
  return { server, board };
};

describe('frames', () => {
  it('applies what comes next, drops what it has and asks for what is missing', () => {
    const { server, board } = open();
    server.move('you', 'l0', 'visit');
    server.move('you', 'l1', 'visit');
    server.move('you', 'l2', 'offer');
    expect(board.applyFrame(server.frame(3))).toBe('gap');
    expect(board.card('l2')!.stageId).toBe('fresh');
    expect(board.applyFrame(server.frame(1, 2))).toBe('applied');
    expect(board.applyFrame(server.frame(1, 2))).toBe('old');
    expect(board.applyFrame(server.frame(2, 3))).toBe('applied');
    expect(board.seq).toBe(3);
    expectColumns(board, server.cards.values());
  });

  it('a range without events for this viewer moves it on', () => {
    const { server, board } = open();
    server.commit('you', [], undefined, true);
    server.move('you', 'l0', 'visit');
    expect(board.applyFrame({ ...server.frame(1, 1), events: [] })).toBe('applied');
    expect(board.applyFrame(server.frame(2))).toBe('applied');
    expect(board.card('l0')!.stageId).toBe('visit');
  });
});

describe('own changes', () => {
  it('show at once and are settled by their own event, not by the answer', () => {
    const { server, board } = open();
    board.begin('m1', 'moveLead', { leadId: 'l0', stageId: 'offer', after: null, before: null });
    expect(board.column('offer')!.cards.map(({ id }) => id)).toEqual(['l0']);
    expect(board.pendingLeads.has('l0')).toBe(true);
    const seq = server.move('me', 'l0', 'offer', 'm1');
    board.answered('m1', { ok: true, seq, result: null });
    expect(board.pendingLeads.has('l0')).toBe(true);
    board.applyFrame(server.frame(1));
    expect(board.pendingLeads.has('l0')).toBe(false);
    expect(board.pending).toEqual([]);
    expectColumns(board, server.cards.values());
  });

  it('settles by number when the event is not for this viewer', () => {
    const { server, board } = open();
    board.begin('m1', 'transferLead', { leadId: 'l0', toId: 'you' });
    const seq = server.commit('me', [], 'm1', true);
    board.answered('m1', { ok: true, seq, result: null });
    expect(board.pending).toHaveLength(1);
    board.applyFrame({ ...server.frame(1), events: [] });
    expect(board.pending).toEqual([]);
    expect(board.card('l0')!.ownerId).toBe('me');
  });

  it('a refusal puts the card back and says why on it', () => {
    const { server, board } = open();
    board.begin('m1', 'moveLead', { leadId: 'l0', stageId: 'won', after: null, before: null });
    const error = { code: 'win_needs_amount', details: {} };
    board.answered('m1', { ok: false, error });
    expectColumns(board, server.cards.values());
    expect(board.live.notes.get('l0')).toMatchObject({ kind: 'refused', error });
    expect(board.live.saving.size).toBe(0);
  });

  it('[P9] of a batch only the refused leads go back', () => {
    const { server, board } = open();
    board.begin('m1', 'moveLeads', { leadIds: ['l0', 'l1'], stageId: 'visit', after: null, before: null });
    expect(board.column('visit')!.cards.map(({ id }) => id)).toEqual(['l0', 'l1']);
    const seq = server.move('me', 'l0', 'visit', 'm1');
    const refused = { leadId: 'l1', error: { code: 'not_allowed', details: {} } };
    board.answered('m1', { ok: true, seq, result: { results: [{ leadId: 'l0', version: 1 }, refused] } });
    expect(board.column('visit')!.cards.map(({ id }) => id)).toEqual(['l0']);
    board.applyFrame(server.frame(1));
    expectColumns(board, server.cards.values());
    expect(board.live.notes.get('l1')).toMatchObject({ kind: 'refused' });
  });

  it('undo shows the old place before the server has answered', () => {
    const { server, board } = open();
    const place = board.placeOf('l2')!.index;
    board.begin('m1', 'moveLead', { leadId: 'l2', stageId: 'offer', after: null, before: null });
    server.move('me', 'l2', 'offer', 'm1');
    board.applyFrame(server.frame(1));
    board.begin('m2', 'undoMove', { leadId: 'l2', version: 1 });
    expect(board.placeOf('l2')).toMatchObject({ column: board.column('fresh'), index: place });
  });

  it('changes of the last visit are foretold once the board is there', () => {
    const server = new MiniServer(3);
    const board = new BoardState('b', facts);
    board.begin('m1', 'moveLead', { leadId: 'l1', stageId: 'visit', after: null, before: null });
    board.load(server.snapshot());
    expect(board.column('visit')!.cards.map(({ id }) => id)).toEqual(['l1']);
    expect(board.pendingLeads.has('l1')).toBe(true);
  });
});

describe('what others did', () => {
  it('flags a card that somebody moved and leaves a ghost that names the goal', () => {
    vi.useFakeTimers();
    try {
      const { server, board } = open();
      server.move('you', 'l0', 'visit');
      board.applyFrame(server.frame(1));
      expect(board.live.moved.get('l0')).toMatchObject({ by: 'you', from: 'fresh' });
      expect(board.live.ghosts).toMatchObject([
        { leadId: 'l0', stageId: 'fresh', what: { kind: 'moved', to: 'visit' } },
      ]);
      vi.advanceTimersByTime(2400);
      expect(board.live.moved.size).toBe(0);
      expect(board.live.ghosts).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('tells the first of two movers that the other one holds', () => {
    const { server, board } = open();
    board.begin('m1', 'moveLead', { leadId: 'l0', stageId: 'visit', after: null, before: null });
    server.move('me', 'l0', 'visit', 'm1');
    board.applyFrame(server.frame(1, 1));
    server.move('you', 'l0', 'offer');
    board.applyFrame(server.frame(2));
    expect(board.live.notes.get('l0')).toEqual({ kind: 'conflict', by: 'you', afterMs: 1, stageId: 'offer' });
  });

  it('a card that one may no longer see goes without a trace', () => {
    const { server, board } = open();
    server.commit('you', [{ id: 'l0', gone: 'hidden' }]);
    server.commit('you', [{ id: 'l1', gone: 'transferred' }]);
    board.applyFrame(server.frame(1));
    expect(board.live.ghosts.map(({ leadId }) => leadId)).toEqual(['l1']);
  });

  it('the glide sees the columns before and after', () => {
    const { server, board } = open();
    const seen: string[] = [];
    const where = () => board.placeOf('l0') && board.column('visit')!.cards.length;
    board.choreograph = (moves, commit) => {
      seen.push(`${moves[0]!.from}>${moves[0]!.to} ${board.column('visit')!.cards.length}`);
      commit();
      seen.push(`${where()}`);
    };
    server.move('you', 'l0', 'visit');
    board.applyFrame(server.frame(1));
    expect(seen).toEqual(['fresh>visit 0', '1']);
  });
});

describe('filters', () => {
  it('hold while cards change', () => {
    const { server, board } = open();
    board.setFilter({ ...noFilter, owners: ['me'] });
    server.commit('you', [{ id: 'l0', patch: { ownerId: 'you' } }]);
    board.applyFrame(server.frame(1));
    expect(board.column('fresh')!.count).toBe(5);
    expect(board.total).toBe(6);
    board.setFilter(noFilter);
    expectColumns(board, server.cards.values());
  });

  it('count what each saved view would show', () => {
    const { server, board } = open();
    const views = [
      { id: 'mine', filter: { ...noFilter, owners: ['me'] } },
      { id: 'all', filter: noFilter },
    ];
    board.countViews(views);
    expect([...board.counts.counts]).toEqual([
      ['mine', 6],
      ['all', 6],
    ]);
    server.commit('you', [{ id: 'l0', patch: { ownerId: 'you' } }]);
    server.commit('you', [{ id: 'l1', gone: 'hidden' }]);
    board.applyFrame(server.frame(1));
    expect([...board.counts.counts]).toEqual([
      ['mine', 4],
      ['all', 5],
    ]);
  });
});

it('[Sync] whatever the network does, in the end the board shows exactly what a new snapshot would', () => {
  const lead = fc.integer({ min: 0, max: 7 }).map((n) => `l${n}`);
  const stage = fc.constantFrom('fresh', 'visit', 'offer', 'won');
  const step = fc.oneof(
    fc.record({ do: fc.constant('theirs' as const), lead, stage }),
    fc.record({ do: fc.constant('mine' as const), lead, stage, answer: fc.constantFrom('yes', 'no', 'late') }),
    fc.record({ do: fc.constant('pool' as const), lead }),
    fc.record({ do: fc.constant('gone' as const), lead }),
    fc.record({ do: fc.constant('hidden' as const) }),
    fc.record({
      do: fc.constant('hear' as const),
      from: fc.integer({ min: 0, max: 6 }),
      length: fc.integer({ min: 0, max: 6 }),
    }),
    fc.record({ do: fc.constant('reload' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { server, board } = open(8);
      const late: (() => void)[] = [];
      let next = 1;
      for (const one of steps) {
        if (one.do === 'theirs') server.move('you', one.lead, one.stage);
        if (one.do === 'pool')
          server.commit('you', [{ id: one.lead, patch: { poolId: 'pool', pooledAt: NOW + next } }]);
        if (one.do === 'gone') server.commit('you', [{ id: one.lead, gone: 'transferred' }]);
        if (one.do === 'hidden') server.commit('you', [], undefined, true);
        if (one.do === 'reload') board.load(server.snapshot());
        if (one.do === 'hear') {
          // Any range, also one that was heard already or lies ahead: duplicates, gaps and disorder alike.
          const from = Math.max(1, board.seq - 2 + one.from);
          const to = Math.min(server.seq, from + one.length);
          if (to >= from) board.applyFrame(server.frame(from, to));
        }
        if (one.do === 'mine') {
          const id = `m${next++}`;
          board.begin(id, 'moveLead', { leadId: one.lead, stageId: one.stage, after: null, before: null });
          if (one.answer === 'no') {
            late.push(() => board.answered(id, { ok: false, error: { code: 'not_allowed', details: {} } }));
          } else {
            const seq = server.move('me', one.lead, one.stage, id);
            const say = () => board.answered(id, { ok: true, seq, result: null });
            if (one.answer === 'late') late.push(say);
            else say();
          }
        }
      }
      for (const say of late) say();
      if (server.seq > board.seq) expect(board.applyFrame(server.frame(board.seq + 1))).toBe('applied');
      board.live.clear();
      expect(board.pending).toEqual([]);
      expect(board.pendingLeads.size).toBe(0);
      const fresh = new BoardState('b', facts);
      fresh.load(server.snapshot());
      const sorted = (cards: Iterable<Card>) => [...cards].sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(sorted(board.cards())).toEqual(sorted(fresh.cards()));
      expectColumns(board, server.cards.values());
    }),
    { numRuns: 300 },
  );
});

it('stays quick with ten thousand cards', () => {
  const server = new MiniServer(0);
  let position: string | null = null;
  for (let i = 0; i < 10_000; i++) {
    position = positionBetween(position, null);
    server.cards.set(`l${i}`, aCard(`l${i}`, position, { stageId: STAGES[i % 3]!.id }));
  }
  const board = new BoardState('b', facts);
  board.load(server.snapshot());
  const frames: Frame[] = [];
  for (let i = 0; i < 500; i++) {
    server.commit('you', [{ id: `l${i * 7}`, patch: { stageId: STAGES[(i + 1) % 3]!.id } }]);
    frames.push({ stream: 'board:b', from: server.seq, to: server.seq, events: [server.events.at(-1)!] });
  }
  const started = performance.now();
  for (const frame of frames) board.applyFrame(frame);
  // A re-sort of every column at every event takes many seconds.
  expect(performance.now() - started).toBeLessThan(1000);
  board.live.clear();
  expectColumns(board, server.cards.values());
});
