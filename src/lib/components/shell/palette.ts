import type { IconName } from '#lib/components/ui/icons.ts';

export interface PaletteItem {
  id: string;
  label: string;
  detail?: string;
  icon: IconName;
  kbd?: string;
  /** Where it leads, or what it does. */
  href?: string;
  run?: () => void;
}

/** One part of the palette: leads, actions on the selection, places. */
export interface PaletteProvider {
  id: string;
  heading: string;
  /** Called at each change of the query, also with an empty one. Abandoned searches get their signal aborted. */
  search: (query: string, signal: AbortSignal) => PaletteItem[] | Promise<PaletteItem[]>;
}

export interface PaletteSection {
  id: string;
  heading: string;
  items: PaletteItem[];
  state: 'loading' | 'ready' | 'failed';
}

/** Items whose words contain every word of the query; for providers that hold their items in memory. */
export function matching(items: readonly PaletteItem[], query: string): PaletteItem[] {
  const words = query.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  return items.filter((item) => {
    const text = `${item.label} ${item.detail ?? ''}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
