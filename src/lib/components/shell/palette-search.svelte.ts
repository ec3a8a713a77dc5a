import type { PaletteItem, PaletteProvider, PaletteSection } from './palette.ts';

/**
 * Asks all providers for one query and shows their answers as they come. An answer to an older query is dropped;
 * until the new one is there, the older items stay, so that the list does not flicker while somebody types.
 */
export class PaletteSearch {
  sections = $state.raw<PaletteSection[]>([]);
  #abort: AbortController | undefined;

  items = $derived(this.sections.flatMap((section) => section.items));
  busy = $derived(this.sections.some((section) => section.state === 'loading'));

  ask(providers: readonly PaletteProvider[], query: string): void {
    this.stop();
    const abort = new AbortController();
    this.#abort = abort;
    const before = new Map(this.sections.map((section) => [section.id, section.items]));
    this.sections = providers.map(({ id, heading }) => ({
      id,
      heading,
      items: before.get(id) ?? [],
      state: 'loading',
    }));
    for (const provider of providers) void this.#collect(provider, query, abort.signal);
  }

  stop(): void {
    this.#abort?.abort();
    this.#abort = undefined;
  }

  async #collect(provider: PaletteProvider, query: string, signal: AbortSignal): Promise<void> {
    let items: PaletteItem[] = [];
    let state: PaletteSection['state'] = 'ready';
    try {
      items = await provider.search(query, signal);
    } catch {
      state = 'failed';
    }
    if (signal.aborted) return;
    this.sections = this.sections.map((section) =>
      section.id === provider.id ? { ...section, items, state } : section,
    );
  }
}
