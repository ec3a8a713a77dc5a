import type { IconName } from './icons.ts';

export interface MenuItem {
  id: string;
  label: string;
  icon?: IconName;
  /** Said lighter after the label: a count, what is still missing. */
  detail?: string;
  /** Shown at the end; a single letter or digit also chooses the item while the menu is open. */
  kbd?: string;
  tone?: 'plain' | 'danger';
  /** The one that holds now: marked, and read as current. */
  current?: boolean;
  disabled?: boolean;
  href?: string;
  onselect?: () => void;
}

export interface MenuGroup {
  heading?: string;
  items: MenuItem[];
}

/** The item that a key pressed in an open menu chooses, if any. */
export function itemForKey(groups: readonly MenuGroup[], key: string): MenuItem | undefined {
  if (key.length !== 1) return undefined;
  const wanted = key.toLocaleUpperCase('en');
  return groups
    .flatMap((group) => group.items)
    .find((item) => !item.disabled && item.kbd?.toLocaleUpperCase('en') === wanted);
}
