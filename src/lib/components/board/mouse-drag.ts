import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview';
import type { Attachment } from 'svelte/attachments';
import type { Desk } from './desk.svelte.ts';

/** The kind of the last pointer: a finger has its own way of lifting (touch-drag.ts). */
let lastPointer = 'mouse';
if (typeof window !== 'undefined') {
  window.addEventListener('pointerdown', (event) => (lastPointer = event.pointerType), {
    capture: true,
    passive: true,
  });
}

const leadOf = (element: Element): string | null =>
  element.querySelector<HTMLElement>('[data-lead]')?.dataset['lead'] ?? null;

/** Makes the element around a card draggable. One function for all cards: it reads which card is in it when lifted. */
export function dragSource(desk: Desk): Attachment<HTMLElement> {
  return (element) =>
    draggable({
      element,
      canDrag: () => {
        const leadId = leadOf(element);
        return lastPointer !== 'touch' && desk.hand === null && leadId !== null && desk.mayMove(leadId);
      },
      getInitialData: () => ({ leadId: leadOf(element) }),
      onGenerateDragPreview: ({ nativeSetDragImage, location }) => {
        const card = element.firstElementChild as HTMLElement;
        const box = card.getBoundingClientRect();
        const { clientX, clientY } = location.initial.input;
        setCustomNativeDragPreview({
          nativeSetDragImage,
          getOffset: () => ({ x: clientX - box.left + PREVIEW_EDGE, y: clientY - box.top + PREVIEW_EDGE }),
          render: ({ container }) => {
            container.append(cardInHand(card, desk.leadsFor(leadOf(element) ?? '').length));
          },
        });
      },
      onDragStart: () => desk.lift(leadOf(element) ?? '', 'mouse'),
    });
}

const PREVIEW_EDGE = 14;

/** A picture of the card as it lies in the hand; more than one shows how many. */
export function cardInHand(card: HTMLElement, count: number): HTMLElement {
  const frame = document.createElement('div');
  frame.style.cssText = `padding:${PREVIEW_EDGE}px;width:${card.offsetWidth + PREVIEW_EDGE * 2}px`;
  const copy = card.cloneNode(true) as HTMLElement;
  copy.classList.remove('pending', 'moved');
  copy.querySelector('.flag')?.remove();
  copy.style.cssText = 'margin:0;background:var(--raised);box-shadow:var(--depth-drag);transform:rotate(1.6deg)';
  frame.append(copy);
  if (count > 1) {
    const badge = document.createElement('span');
    badge.textContent = String(count);
    badge.style.cssText =
      'position:absolute;top:2px;right:2px;display:grid;place-items:center;min-width:24px;height:24px;padding:0 6px;' +
      'border-radius:12px;background:var(--accent);color:var(--on-accent);font-size:12px;font-weight:600';
    frame.style.position = 'relative';
    frame.append(badge);
  }
  return frame;
}

/** A column, or the strip of a lost stage, as a place to drop. The place inside comes from the height of the pointer. */
export function dropColumn(desk: Desk, stageId: string): Attachment<HTMLElement> {
  return (element) => {
    const over = (clientY: number) => desk.hover({ stageId, index: desk.lanes.get(stageId)?.indexAt(clientY) ?? 0 });
    return dropTargetForElements({
      element,
      canDrop: () => desk.hand?.by === 'mouse',
      getData: () => ({ stageId }),
      onDragEnter: ({ location }) => over(location.current.input.clientY),
      onDrag: ({ location }) => over(location.current.input.clientY),
      onDragLeave: () => desk.hover(null),
    });
  };
}

/** A lane, or the board sideways, scrolls when a card is held near its edge. */
export const scrollsUnderDrag: Attachment<HTMLElement> = (element) => autoScrollForElements({ element });

/** Drops, or puts back what was let go elsewhere or ended with Escape. */
export function watchDrags(desk: Desk): () => void {
  return monitorForElements({
    onDrop: ({ location }) => {
      if (desk.hand?.by !== 'mouse') return;
      const target = location.current.dropTargets[0];
      if (!target) return desk.putBack();
      // The last word on where is the drop's own: a quick hand is further than what was told while it moved.
      const stageId = target.data['stageId'] as string;
      desk.hover({ stageId, index: desk.lanes.get(stageId)?.indexAt(location.current.input.clientY) ?? 0 });
      desk.drop();
    },
  });
}
