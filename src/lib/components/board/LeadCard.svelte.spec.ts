import { beforeAll, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { Card } from '#lib/contract/board/card.ts';
import InContext from '../../../../tests/support/InContext.svelte';
import { aPageCard, aWorkspacePage, HOUR, PAGE_NOW } from '../../../../tests/support/a-workspace-page.ts';
import LeadCard from './LeadCard.svelte';

const owner = { id: 'me', name: 'Zhang Wei' };

async function card(facts: Partial<Card> = {}, props: Record<string, unknown> = {}): Promise<HTMLElement> {
  const component = LeadCard;
  const given = { card: aPageCard(facts), owner, warnBefore: [24 * HOUR], ...props };
  const { container } = await render(InContext, {
    component,
    given,
    now: PAGE_NOW,
    workspace: aWorkspacePage(),
  });
  return container.querySelector<HTMLElement>('article')!;
}

describe('a lead’s card', () => {
  beforeAll(() => page.viewport(1280, 900));

  it('says who, how much, what next and until when, on 88 pixels', async () => {
    const element = await card();
    expect(element.innerText).toMatch(/Gao Xiang[\s\S]*¥12,800[\s\S]*13:00[\s\S]*5d/);
    expect(element.getBoundingClientRect().height).toBe(88);
  });

  it('names what it is to its person: his own, selected', async () => {
    const element = await card({}, { mine: true, selected: true });
    expect(element.getAttribute('aria-label')).toBe('Gao Xiang, my lead, selected');
  });

  it('cuts a long name and never an amount or a clock', async () => {
    const element = await card({ name: 'Extraordinarily long name of a company that sells everything', intent: 3 });
    const name = element.querySelector<HTMLElement>('.name')!;
    expect(name.scrollWidth).toBeGreaterThan(name.clientWidth);
    const amount = element.querySelector<HTMLElement>('.amount')!;
    expect(amount.scrollWidth).toBeLessThanOrEqual(amount.clientWidth + 1);
    expect(element.scrollWidth).toBeLessThanOrEqual(element.clientWidth);
  });

  it('says that a follow-up is overdue in words, not in red alone', async () => {
    const element = await card({ nextAt: PAGE_NOW - 2 * HOUR });
    expect(element.querySelector('.next')!.textContent).toContain('2 h late');
  });

  it('says that nothing is planned for an owned lead', async () => {
    expect((await card({ nextAt: null, nextKind: null })).textContent).toMatch(/not planned/i);
  });

  it('warns before a deadline and shows a protection, each with a sign of its own', async () => {
    const signs = new Set<string>();
    for (const facts of [{}, { deadlineAt: PAGE_NOW + 12 * HOUR }, { clock: 'protected' as const }])
      signs.add((await card(facts)).querySelector('.clk')!.innerHTML.replace(/<!--.*?-->/gu, ''));
    expect(signs.size).toBe(3);
  });

  it('shows a masked name as it came', async () => {
    expect((await card({ name: '沈** 先生' })).querySelector('.name')!.textContent).toBe('沈** 先生');
  });

  it('is dashed while it is saved, and says so', async () => {
    const element = await card({}, { status: { kind: 'pending' } });
    expect(getComputedStyle(element).outlineStyle).toBe('dashed');
    expect(element.querySelector('.note')!.textContent).toMatch(/saving/i);
  });

  it('interrupts with a refusal and offers what mends it, in reach of the column’s one tab stop only', async () => {
    const status = { kind: 'refused', text: 'You hold 100 of 100 leads.', action: 'Change' };
    const element = await card({}, { status, tabindex: -1 });
    expect(element.querySelector('[role=alert]')!.textContent).toContain('100 of 100');
    const fix = element.querySelector<HTMLButtonElement>('[data-action=fix]')!;
    expect([fix.textContent, fix.tabIndex]).toEqual(['Change', -1]);
  });

  it('compact shows on two lines the clock that is worse', async () => {
    const element = await card({ deadlineAt: PAGE_NOW + HOUR }, { density: 'compact' });
    expect(element.getBoundingClientRect().height).toBe(44);
    expect(element.querySelectorAll('.clk')).toHaveLength(1);
  });
});
