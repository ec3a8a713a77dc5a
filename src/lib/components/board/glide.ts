import { tick } from 'svelte';
import type { RemoteMove } from '#lib/state/remote-moves.ts';

/** More moves in a second than this are outlined only: a floor in motion shows nobody anything. */
const MOST_A_SECOND = 5;

interface Stage {
  board: HTMLElement;
  /** Cards that must not move by themselves: in hand, or under the pointer. */
  isHeld: (leadId: string) => boolean;
}

/**
 * Lets a card that somebody else moved glide from its old place to the new one. A picture of it glides above the board
 * (columns clip what they hold) while the card itself waits, unseen, where it now belongs. Only transforms are animated.
 */
export class Glide {
  readonly #stage: Stage;
  #recent: number[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  show(moves: readonly RemoteMove[], commit: () => void): void {
    const now = performance.now();
    this.#recent = this.#recent.filter((at) => now - at < 1000);
    const gliding = document.visibilityState === 'visible' && this.#recent.length + moves.length <= MOST_A_SECOND;
    const from = gliding ? moves.flatMap((move) => this.#pictureOf(move)) : [];
    for (const _ of moves) this.#recent.push(now);
    commit();
    for (const one of from) void this.#glide(one.leadId, one.picture, one.box);
  }

  #pictureOf({ leadId }: RemoteMove): { leadId: string; picture: HTMLElement; box: DOMRect }[] {
    const card = this.#card(leadId);
    if (!card || this.#stage.isHeld(leadId) || card.matches(':hover')) return [];
    const box = card.getBoundingClientRect();
    if (!this.#inSight(box)) return [];
    const picture = card.cloneNode(true) as HTMLElement;
    picture.removeAttribute('data-lead');
    picture.inert = true;
    return [{ leadId, picture, box }];
  }

  async #glide(leadId: string, picture: HTMLElement, from: DOMRect): Promise<void> {
    const duration = milliseconds(getComputedStyle(this.#stage.board).getPropertyValue('--dur-glide'));
    if (duration === 0) return;
    await tick();
    // The virtual list measures what is new before it places it.
    await new Promise(requestAnimationFrame);
    const card = this.#card(leadId);
    const to = card?.getBoundingClientRect();
    if (!card || !to || !this.#inSight(to)) return;
    picture.style.cssText =
      `position:fixed;margin:0;left:${to.left}px;top:${to.top}px;width:${to.width}px;` +
      'z-index:var(--z-sticky);pointer-events:none;box-shadow:0 0 0 2px var(--accent),var(--depth-raised)';
    this.#stage.board.append(picture);
    const timing = { duration, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' };
    const start = `translate(${from.left - to.left}px, ${from.top - to.top}px)`;
    const hidden = card.animate([{ opacity: 0 }, { opacity: 0 }], { duration });
    const gliding = picture.animate([{ transform: start }, { transform: 'none' }], timing);
    await Promise.allSettled([gliding.finished]);
    hidden.cancel();
    picture.remove();
  }

  #card(leadId: string): HTMLElement | null {
    return this.#stage.board.querySelector<HTMLElement>(`[data-lead="${CSS.escape(leadId)}"]`);
  }

  #inSight({ left, right, top, bottom }: DOMRect): boolean {
    return right > 0 && left < innerWidth && bottom > 0 && top < innerHeight;
  }
}

function milliseconds(text: string): number {
  const value = Number.parseFloat(text);
  if (Number.isNaN(value)) return 0;
  return text.trim().endsWith('ms') ? value : value * 1000;
}
