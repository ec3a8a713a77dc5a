import type { IconName } from '#lib/components/ui/icons.ts';
import type { Role } from '#lib/domain/access/actor.ts';
import { m } from '#lib/paraglide/messages.js';

export type PlaceKey = 'board' | 'pool' | 'leads' | 'figures' | 'import' | 'inbox' | 'settings';

export interface Place {
  key: PlaceKey;
  href: string;
  icon: IconName;
  label: () => string;
  /** At the foot of the rail: about the person rather than the work. */
  foot: boolean;
}

const places: Place[] = [
  { key: 'board', href: '/board', icon: 'board', label: m.shell_nav_board, foot: false },
  { key: 'pool', href: '/pool', icon: 'pool', label: m.shell_nav_pool, foot: false },
  { key: 'leads', href: '/leads', icon: 'people', label: m.shell_nav_leads, foot: false },
  { key: 'figures', href: '/figures', icon: 'chart', label: m.shell_nav_figures, foot: false },
  { key: 'import', href: '/import', icon: 'upload', label: m.shell_nav_import, foot: false },
  { key: 'inbox', href: '/inbox', icon: 'bell', label: m.shell_nav_inbox, foot: true },
  { key: 'settings', href: '/settings', icon: 'gear', label: m.shell_nav_settings, foot: true },
];

/** For those who answer for other people's leads. */
const forManagers: readonly PlaceKey[] = ['import'];

/** What a role finds in the rail. */
export function placesOf(role: Role): Place[] {
  return places.filter(({ key }) => role !== 'rep' || !forManagers.includes(key));
}

/** The place an address belongs to: the board's own pages count as the board. */
export function placeAt(pathname: string): PlaceKey | null {
  return places.find((place) => pathname === place.href || pathname.startsWith(`${place.href}/`))?.key ?? null;
}
