import { canSeeAudit } from '#lib/domain/access/policy.ts';
import { auditPage } from '#lib/server/access/audit-page.ts';
import { actorWho } from '#lib/server/http/admin-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = actorWho(canSeeAudit, event);
  const before = event.url.searchParams.get('before');
  return { audit: await auditPage(event.locals.context.db.read, actor, before), first: before === null };
};
