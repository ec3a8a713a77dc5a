import type { LeadStart } from '#lib/state/lead-start.ts';
import { isPlainKey } from '#lib/components/shell/hotkeys.ts';
import { m } from '#lib/paraglide/messages.js';
import { isDraft } from '#lib/state/draft-card.ts';
import type { Desk } from './desk.svelte.ts';

const arrows: Record<string, 'left' | 'right' | 'up' | 'down'> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  h: 'left',
  l: 'right',
  k: 'up',
  j: 'down',
};

/** The same letters as in the drawer, which they open at what they mean. */
const starts: Record<string, LeadStart> = { c: 'call', w: 'wechat', v: 'visit', n: 'note', f: 'next' };

interface KeyActs {
  focusFilter: () => void;
}

/** Keys on the board. Answers true when it took the key. */
export function boardKey(desk: Desk, event: KeyboardEvent, acts: KeyActs): boolean {
  if (!isPlainKey(event)) return false;
  // A button inside a card keeps its own Enter and Space.
  const onButton = event.target instanceof HTMLButtonElement;
  const direction = arrows[event.key] ?? arrows[event.key.toLowerCase()];
  if (desk.hand?.by === 'keyboard') return keyInHand(desk, event, direction);
  const leadId = desk.focused;
  // The drawer has the same letters for its own lead.
  if (event.target instanceof Element && event.target.closest('[role="dialog"]')) return false;
  if (event.key === '/') return took(acts.focusFilter());
  if (event.key === 'z' || event.key === 'Z') return desk.toasts.runLatest('Z');
  if (event.key === 'Escape' && desk.selection.size > 0) return took(desk.clearSelection());
  const { target } = event;
  const onCard = target instanceof Element && target.closest('[data-lead]') !== null;
  if (direction && onCard) return took(void step(desk, direction));
  if (!onCard || leadId === null || onButton) return false;
  const start = starts[event.key.toLowerCase()];
  if (start) {
    if (!desk.mayMove(leadId)) return took(desk.refuseForeign(m.board_not_yours_to_log()));
    return took(desk.openLead(leadId, start));
  }
  switch (event.key) {
    case 'Enter':
      return took(desk.openLead(leadId));
    case ' ':
      return took(desk.lift(leadId, 'keyboard'));
    case 'x':
      return took(desk.toggle(leadId));
    case 'X':
      return took(desk.selectTo(leadId));
    case 'm':
    case 'M':
      if (!desk.leadsFor(leadId).some((id) => desk.mayMove(id))) return took(desk.refuseForeign());
      return took(openMenu(desk, 'move', leadId, target));
    case 't':
    case 'T':
      if (!desk.mayMove(leadId)) return took(desk.refuseForeign());
      return took((desk.ask = { kind: 'transfer', leadIds: desk.leadsFor(leadId) }));
    case 'ContextMenu':
      return took(openMenu(desk, 'card', leadId, target));
  }
  if (event.key === 'F10' && event.shiftKey) return took(openMenu(desk, 'card', leadId, target));
  return false;
}

const took = (_done: unknown): boolean => true;

function keyInHand(desk: Desk, event: KeyboardEvent, direction: (typeof arrows)[string] | undefined): boolean {
  const over = desk.hand?.over;
  if (event.key === 'Escape') return took(desk.putBack());
  if (event.key === ' ' || event.key === 'Enter') {
    const leadId = desk.hand!.leadIds[0]!;
    desk.drop();
    void focusCard(desk, leadId);
    return true;
  }
  if (!direction || !over) return event.key !== 'Tab';
  const stages = desk.stages.map(({ id }) => id);
  const at = stages.indexOf(over.stageId);
  if (direction === 'up') desk.hover({ ...over, index: Math.max(0, over.index - 1) });
  if (direction === 'down') desk.hover({ ...over, index: Math.min(desk.placesIn(over.stageId), over.index + 1) });
  if (direction === 'left' || direction === 'right') {
    const stageId = stages[at + (direction === 'left' ? -1 : 1)];
    if (stageId) desk.hover({ stageId, index: Math.min(over.index, desk.placesIn(stageId)) });
  }
  const now = desk.hand?.over;
  const near = now && desk.state.column(now.stageId)?.cards[Math.max(0, now.index - 1)];
  if (now && near) void desk.lanes.get(now.stageId)?.show(near.id);
  return true;
}

/** Moves the focus to the neighbour: within the column, or at about the same height in the next one that has cards. */
async function step(desk: Desk, direction: 'left' | 'right' | 'up' | 'down'): Promise<void> {
  const place = desk.focused === null ? null : desk.state.placeOf(desk.focused);
  if (!place) return;
  const { column, index } = place;
  if (direction === 'up' || direction === 'down') {
    const next = column.cards[index + (direction === 'up' ? -1 : 1)];
    if (next) await focusCard(desk, next.id);
    return;
  }
  const columns = desk.columns.map(({ id }) => desk.state.column(id)!);
  const shift = direction === 'left' ? -1 : 1;
  for (let at = columns.indexOf(column) + shift; columns[at]; at += shift) {
    const { cards, id } = columns[at]!;
    if (cards.length === 0) continue;
    const y = document.activeElement?.getBoundingClientRect().top;
    const near = y === undefined ? index : (desk.lanes.get(id)?.indexAt(y) ?? index);
    return focusCard(desk, cards[Math.min(near, cards.length - 1)]!.id);
  }
}

export async function focusCard(desk: Desk, leadId: string): Promise<void> {
  const place = desk.state.placeOf(leadId);
  if (!place) return;
  desk.focused = leadId;
  const element = await desk.lanes.get(place.column.id)?.show(leadId);
  element?.focus({ preventScroll: true });
}

export function openMenu(desk: Desk, kind: 'card' | 'move', leadId: string, from: Element): void {
  // Nothing can be done to a lead that is not there yet, except to open it.
  if (isDraft(leadId)) return desk.openLead(leadId);
  const anchor = from.closest<HTMLElement>('[data-lead]');
  if (anchor) desk.menu = { kind, leadIds: desk.leadsFor(leadId), anchor };
}
