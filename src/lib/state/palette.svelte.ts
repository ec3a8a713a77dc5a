import { createContext, untrack } from 'svelte';
import type { PaletteProvider } from '#lib/components/shell/palette.ts';

/** The command palette: a page adds what it can do to it (actions on the selection). */
export class Palette {
  open = $state(false);
  providers = $state.raw<readonly PaletteProvider[]>([]);

  /** Adds a page's part, above leads and places. Answers how to take it away again. */
  add(provider: PaletteProvider): () => void {
    this.providers = [...untrack(() => this.providers), provider];
    return () => {
      this.providers = this.providers.filter((other) => other !== provider);
    };
  }
}

export const [getPalette, setPalette] = createContext<Palette>();
