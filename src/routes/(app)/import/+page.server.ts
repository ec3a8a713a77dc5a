import { canImport } from '#lib/domain/access/policy.ts';
import { actorWho } from '#lib/server/http/admin-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  actorWho(canImport, event);
  return {};
};
