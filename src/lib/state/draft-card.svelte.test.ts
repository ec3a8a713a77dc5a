import { describe, expect, it, vi } from 'vitest';
import type { Card } from '#lib/contract/board/card.ts';
import type { CardChange } from '#lib/contract/protocol.ts';
import { aCard, facts, MiniServer } from '../../../tests/support/mini-board-server.ts';
import { BoardState } from './board.svelte.ts';

function open() {
  const server = new MiniServer(6);
  const board = new BoardState('b', facts);
  board.load(server.snapshot());
  return { server, board };
}
/** The board shows what the server has and nothing else. */
function expectColumns(board: BoardState, cards: Iterable<Card>): void {
  const shown = ['fresh', 'visit', 'offer', 'won'].flatMap((id) => board.column(id)!.cards.map((card) => card.id));
  expect(shown.sort()).toEqual([...cards].map(({ id }) => id).sort());
  expect(board.total).toBe(shown.length);
  expect(board.pool.count).toBe(0);
}

describe('a new lead', () => {
  const input = { boardId: 'b', stageId: 'fresh', name: 'Gao Xiang', currency: 'CNY', expectedMinor: 500, intent: 2 };
  const made = (by = 'me'): CardChange[] => [
    { id: 'made', card: aCard('made', 'Zz', { name: 'Gao Xiang', ownerId: by }) },
  ];

  it('stands on top of its stage at once, and gives way to the server’s card without a gap or a twin', () => {
    const { server, board } = open();
    board.begin('m1', 'createLead', input);
    expect(board.column('fresh')!.cards[0]).toMatchObject({ id: 'new:m1', name: 'Gao Xiang', ownerId: 'me' });
    expect(board.pendingLeads.has('new:m1')).toBe(true);
    const seq = server.commit('me', made(), 'm1');
    board.answered('m1', { ok: true, seq, result: { leadId: 'made' } });
    expect(board.card('new:m1')).toBeDefined();
    board.applyFrame(server.frame(seq));
    expect(board.pending).toEqual([]);
    expectColumns(board, server.cards.values());
  });

  it('from an earlier visit stands there once the board has come', () => {
    const server = new MiniServer(2);
    const board = new BoardState('b', facts);
    board.begin('m1', 'createLead', input);
    board.load(server.snapshot());
    expect(board.column('fresh')!.cards.map(({ id }) => id)).toEqual(['new:m1', 'l0', 'l1']);
  });

  it('that is refused stays with its reason and what was typed, until it is taken away', () => {
    vi.useFakeTimers();
    const { server, board } = open();
    board.begin('m1', 'createLead', input);
    board.answered('m1', { ok: false, error: { code: 'capacity_full', details: {} } });
    vi.advanceTimersByTime(120_000);
    expect(board.live.notes.get('new:m1')).toMatchObject({ kind: 'refused', error: { code: 'capacity_full' } });
    expect(board.draft('new:m1')?.input).toEqual(input);
    board.load(server.snapshot());
    expect(board.column('fresh')!.cards[0]?.id).toBe('new:m1');
    board.withdraw('m1');
    expect(board.live.notes.size).toBe(0);
    expectColumns(board, server.cards.values());
    vi.useRealTimers();
  });

  it('for the pool has no place on the board to wait in', () => {
    const { server, board } = open();
    board.begin('m1', 'createLead', { ...input, ownerId: null });
    expectColumns(board, server.cards.values());
  });
});
