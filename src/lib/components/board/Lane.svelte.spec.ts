import { beforeAll, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { Card } from '#lib/contract/board/card.ts';
import { encodeCards } from '#lib/contract/board/snapshot.ts';
import { positionBetween } from '#lib/domain/board/position.ts';
import { BoardState } from '#lib/state/board.svelte.ts';
import InContext from '../../../../tests/support/InContext.svelte';
import { aPageCard, aWorkspacePage, HOUR, PAGE_NOW } from '../../../../tests/support/a-workspace-page.ts';
import Lane from './Lane.svelte';

function boardWith(count: number): BoardState {
  const cards: Card[] = [];
  for (let i = 0, position: string | null = null; i < count; i++) {
    position = positionBetween(position, null);
    cards.push(aPageCard({ id: `l${i}`, name: `Lead ${i}`, position }));
  }
  const stages = aWorkspacePage().board('b')!.stages;
  const board = new BoardState('b', {
    personId: 'me',
    poolId: null,
    stages,
    teamOf: () => null,
    now: () => PAGE_NOW,
    today: () => ({ from: PAGE_NOW - 10 * HOUR, until: PAGE_NOW + 14 * HOUR }),
    leavingMs: 24 * HOUR,
  });
  board.load({
    boardId: 'b',
    viewKey: 'all',
    cursor: { epoch: 'e', seq: 1, eventId: 'e1' },
    closedSince: 0,
    at: PAGE_NOW,
    ...encodeCards(cards, PAGE_NOW),
  });
  return board;
}

async function lane(board: BoardState, props: { stageId?: string; filtering?: boolean; online?: boolean } = {}) {
  const { stageId = 'fresh', filtering = false, online = true } = props;
  const workspace = aWorkspacePage();
  const stage = workspace.stage(stageId)!;
  const { container } = await render(InContext, {
    component: Lane,
    given: { stage, column: board.column(stageId)!, viewers: new Map(), warnBefore: [], filtering },
    now: PAGE_NOW,
    workspace,
    board,
    online,
  });
  return container.querySelector<HTMLElement>('[role=list]')!;
}
const cards = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>('article')];

describe('a column', () => {
  beforeAll(() => page.viewport(1280, 900));

  it('of 500 leads holds some twenty cards in the page, all of them in reach, with one tab stop', async () => {
    const list = await lane(boardWith(500));
    await expect.poll(() => cards(list).length).toBeGreaterThan(4);
    expect(cards(list).length).toBeLessThan(25);
    expect(list.scrollHeight).toBeGreaterThan(500 * 88);
    expect(cards(list).filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
    list.scrollTop = list.scrollHeight;
    await expect.poll(() => cards(list).at(-1)?.dataset['lead']).toBe('l499');
  });

  it('keeps its cards touchable while it scrolls', async () => {
    const list = await lane(boardWith(100));
    await expect.poll(() => cards(list).length).toBeGreaterThan(4);
    list.scrollTop = 300;
    await new Promise((scrolled) => list.addEventListener('scroll', scrolled, { once: true }));
    await new Promise(requestAnimationFrame);
    expect(getComputedStyle(cards(list)[0]!).pointerEvents).toBe('auto');
  });

  it.each([
    ['is empty', 'fresh', false, /Drag a card here/],
    ['is filtered', 'fresh', true, /filter hides/],
    ['has no wins yet', 'won', false, /No wins yet/],
  ])('that %s says so', async (_, stageId, filtering, text) => {
    const list = await lane(boardWith(0), { stageId, filtering });
    expect(list.textContent).toMatch(text);
  });

  it('shows a new lead on top at once, kept on this machine while the line is down', async () => {
    const board = boardWith(3);
    const list = await lane(board, { online: false });
    board.begin('m1', 'createLead', { stageId: 'fresh', name: 'Newcomer', currency: 'CNY' });
    await expect.poll(() => cards(list)[0]?.innerText).toMatch(/Newcomer[\s\S]*Kept here/);
  });

  it('reads its cards in their order to a keyboard', async () => {
    const list = await lane(boardWith(5));
    await expect.poll(() => cards(list).length).toBe(5);
    await userEvent.keyboard('{Tab}');
    expect((document.activeElement as HTMLElement).dataset['lead']).toBe('l0');
  });
});
