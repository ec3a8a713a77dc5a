import type { IconName } from '#lib/components/ui/icons.ts';
import type { Role } from '#lib/domain/access/actor.ts';
import { m } from '#lib/paraglide/messages.js';

interface Section {
  href: string;
  icon: IconName;
  label: () => string;
  roles: readonly Role[];
}

const everybody: readonly Role[] = ['admin', 'manager', 'rep'];
const admins: readonly Role[] = ['admin'];

/** Pages of the settings, in their order. A page checks the right itself; here it is only not offered. */
const sections: readonly Section[] = [
  { href: '/settings/account', icon: 'user', label: m.access_nav_account, roles: everybody },
  { href: '/settings/people', icon: 'people', label: m.access_nav_people, roles: admins },
  { href: '/settings/teams', icon: 'flag', label: m.access_nav_teams, roles: admins },
  { href: '/settings/screens', icon: 'screen', label: m.screen_settings_title, roles: ['admin', 'manager'] },
  { href: '/settings/boards', icon: 'board', label: m.access_nav_boards, roles: admins },
  { href: '/settings/lists', icon: 'lines', label: m.access_nav_lists, roles: admins },
  { href: '/settings/workspace', icon: 'gear', label: m.access_nav_workspace, roles: admins },
  { href: '/settings/audit', icon: 'shield', label: m.access_nav_audit, roles: admins },
];

export const sectionsOf = (role: Role): Section[] => sections.filter(({ roles }) => roles.includes(role));
