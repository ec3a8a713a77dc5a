import { canSeeAudit } from '#lib/domain/access/policy.ts';
import { auditPage, overrideCounts } from '#lib/server/access/audit-page.ts';
import { actorWho } from '#lib/server/http/admin-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = actorWho(canSeeAudit, event);
  const before = event.url.searchParams.get('before');
  const { context } = event.locals;
  const { read } = context.db;
  const first = before === null;
  return {
    audit: await auditPage(read, actor, before),
    overrides: first ? await overrideCounts(read, actor, context.now()) : [],
    first,
  };
};
