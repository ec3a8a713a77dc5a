import type { Role } from '#lib/domain/access/actor.ts';
import { m } from '#lib/paraglide/messages.js';

export const roleName = (role: Role): string =>
  ({ admin: m.access_role_admin, manager: m.access_role_manager, rep: m.access_role_rep })[role]();
