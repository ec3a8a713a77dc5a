import type { Attachment } from 'svelte/attachments';
import type { Desk } from './desk.svelte.ts';
import { cardInHand } from './mouse-drag.ts';

/** How long a finger rests on a card before it is lifted. */
const LIFT_MS = 350;
/** A finger that has gone further than this scrolls. */
const STILL_PX = 10;
const EDGE_PX = 56;
const SCROLL_PX = 9;

/**
 * Lifting by long press, on the board's element. The finger's way is followed on the window, since the card under it may
 * leave the page while its column scrolls. Places to drop carry `data-drop-stage` (columns and the stage strip).
 */
export function touchDrag(desk: Desk): Attachment<HTMLElement> {
  return (board) => {
    let waiting: { timer: ReturnType<typeof setTimeout>; pointerId: number; x: number; y: number } | null = null;
    let held: Held | null = null;
    let frame = 0;

    const forget = () => {
      if (waiting) clearTimeout(waiting.timer);
      waiting = null;
    };
    const down = (event: PointerEvent) => {
      if (event.pointerType !== 'touch' || !event.isPrimary || desk.hand) return;
      const card = (event.target as Element).closest<HTMLElement>('[data-lead]');
      if (!card || (event.target as Element).closest('button')) return;
      const { pointerId, clientX: x, clientY: y } = event;
      forget();
      waiting = { pointerId, x, y, timer: setTimeout(() => lift(card, pointerId, x, y), LIFT_MS) };
    };
    const lift = (card: HTMLElement, pointerId: number, x: number, y: number) => {
      waiting = null;
      const leadId = card.dataset['lead']!;
      if (!desk.lift(leadId, 'touch')) return;
      navigator.vibrate?.(12);
      const box = card.getBoundingClientRect();
      const picture = cardInHand(card, desk.hand!.leadIds.length);
      picture.style.cssText +=
        ';position:fixed;left:0;top:0;z-index:var(--z-drag);pointer-events:none;will-change:transform';
      picture.style.transformOrigin = `${x - box.left + 14}px ${y - box.top + 14}px`;
      document.body.append(picture);
      held = { pointerId, picture, dx: x - box.left + 14, dy: y - box.top + 14, x, y };
      follow();
    };
    const move = (event: PointerEvent) => {
      if (waiting?.pointerId === event.pointerId) {
        if (Math.hypot(event.clientX - waiting.x, event.clientY - waiting.y) > STILL_PX) forget();
      } else if (held?.pointerId === event.pointerId) {
        held.x = event.clientX;
        held.y = event.clientY;
      }
    };
    /** Each frame while a card is in hand: the picture, the place under the finger, scrolling near an edge. */
    const follow = () => {
      if (!held) return;
      const { picture, x, y } = held;
      const under = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-drop-stage]');
      const stageId = under?.dataset['dropStage'];
      const overStrip = under?.dataset['dropStrip'] !== undefined;
      picture.style.transform = pictureAt(held, stripBottom());
      if (under && stageId) {
        desk.hover({ stageId, index: overStrip ? 0 : (desk.lanes.get(stageId)?.indexAt(y) ?? 0) });
        if (!overStrip) scrollNearEdge(desk.lanes.get(stageId)?.element(), y);
      } else desk.hover(null);
      frame = requestAnimationFrame(follow);
    };
    const end = (event: PointerEvent) => {
      if (waiting?.pointerId === event.pointerId) forget();
      if (held?.pointerId !== event.pointerId) return;
      letGo();
      if (event.type === 'pointerup') desk.drop();
      else desk.putBack();
    };
    const letGo = () => {
      cancelAnimationFrame(frame);
      held?.picture.remove();
      held = null;
    };
    // The browser would scroll or open its own menu with the finger that holds a card.
    const keepStill = (event: TouchEvent) => held && event.cancelable && event.preventDefault();
    const noMenu = (event: Event) => (held || waiting) && event.preventDefault();

    board.addEventListener('pointerdown', down);
    window.addEventListener('pointermove', move, { passive: true });
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
    board.addEventListener('touchmove', keepStill, { passive: false });
    board.addEventListener('contextmenu', noMenu);
    return () => {
      forget();
      letGo();
      board.removeEventListener('pointerdown', down);
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      board.removeEventListener('touchmove', keepStill);
      board.removeEventListener('contextmenu', noMenu);
    };
  };
}

interface Held {
  pointerId: number;
  picture: HTMLElement;
  /** From the picture's corner to the finger. */
  dx: number;
  dy: number;
  x: number;
  y: number;
}

const stripBottom = (): number =>
  Math.max(0, ...[...document.querySelectorAll('[data-drop-strip]')].map((tab) => tab.getBoundingClientRect().bottom));

const SMALL = 0.6;

/**
 * The card lies under the finger. Where it would cover the stage strip it shrinks and stays below: the names that are chosen
 * from can always be read.
 */
function pictureAt({ x, y, dx, dy }: Held, strip: number): string {
  if (y - dy > strip) return `translate(${x - dx}px, ${y - dy}px)`;
  const top = Math.max(strip, y - dy * SMALL);
  // Scaled about the finger (transform-origin).
  return `translate(${x - dx}px, ${top - dy * (1 - SMALL)}px) scale(${SMALL})`;
}

function scrollNearEdge(lane: HTMLElement | undefined, y: number): void {
  if (!lane) return;
  const { top, bottom } = lane.getBoundingClientRect();
  if (y < top + EDGE_PX) lane.scrollTop -= SCROLL_PX;
  else if (y > bottom - EDGE_PX) lane.scrollTop += SCROLL_PX;
}
