import { createContext, untrack } from 'svelte';
import type { IconName } from '#lib/components/ui/icons.ts';

export interface ToastAction {
  label: string;
  /** Key shown beside the label; whoever owns the keyboard calls `runLatest`. */
  kbd?: string;
  run: () => void;
}

export interface ToastInput {
  /** What happened, who, what now. `<b>` around the part that matters; everything else is plain text. */
  text: string;
  /** `refused` interrupts a screen reader, the others wait their turn. */
  tone?: 'info' | 'done' | 'refused';
  icon?: IconName;
  action?: ToastAction;
  /** Milliseconds on the screen; 8 s unless told, 12 s for a refusal. */
  duration?: number;
  /** A newer toast with the same key takes the place of the older one. */
  key?: string;
}

export interface Toast extends ToastInput {
  id: number;
  tone: 'info' | 'done' | 'refused';
}

const MOST = 3;

/** What the page tells a person for a few seconds. Created in the root layout and handed down by context. */
export class Toasts {
  items = $state.raw<Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  /** Remaining time of each toast while the pointer or the focus rests on the stack. */
  #left = new Map<number, { ms: number; since: number }>();
  #held = false;

  /** May be called from an effect: it does not subscribe the effect to the list. */
  show(input: ToastInput): number {
    return untrack(() => this.#add(input));
  }

  #add(input: ToastInput): number {
    const toast: Toast = { tone: 'info', ...input, id: this.#next++ };
    const replaced = input.key ? this.items.find((item) => item.key === input.key) : undefined;
    if (replaced) this.dismiss(replaced.id);
    this.items = [...this.items, toast];
    for (const old of this.items.slice(0, Math.max(0, this.items.length - MOST))) this.dismiss(old.id);
    this.#left.set(toast.id, { ms: input.duration ?? (toast.tone === 'refused' ? 12_000 : 8000), since: 0 });
    if (!this.#held) this.#run(toast.id);
    return toast.id;
  }

  done(text: string, more: Omit<ToastInput, 'text' | 'tone'> = {}): number {
    return this.show({ text, tone: 'done', ...more });
  }

  refused(text: string, more: Omit<ToastInput, 'text' | 'tone'> = {}): number {
    return this.show({ text, tone: 'refused', ...more });
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#left.delete(id);
    this.items = untrack(() => this.items).filter((item) => item.id !== id);
  }

  /** Runs a toast's action and takes it away. */
  act(id: number): void {
    const toast = this.items.find((item) => item.id === id);
    this.dismiss(id);
    toast?.action?.run();
  }

  /** The newest action with this key, for a keyboard shortcut. False when none waits. */
  runLatest(kbd: string): boolean {
    const toast = this.items.findLast((item) => item.action?.kbd === kbd);
    if (!toast) return false;
    this.act(toast.id);
    return true;
  }

  /** Nothing disappears while somebody reads it. */
  hold(): void {
    if (this.#held) return;
    this.#held = true;
    for (const [id, timer] of this.#timers) {
      clearTimeout(timer);
      const left = this.#left.get(id);
      if (left) left.ms = Math.max(1000, left.ms - (Date.now() - left.since));
    }
    this.#timers.clear();
  }

  resume(): void {
    if (!this.#held) return;
    this.#held = false;
    for (const id of this.#left.keys()) this.#run(id);
  }

  #run(id: number): void {
    const left = this.#left.get(id);
    if (!left) return;
    left.since = Date.now();
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), left.ms),
    );
  }
}

export const [getToasts, setToasts] = createContext<Toasts>();
