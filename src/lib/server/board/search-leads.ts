import type { FoundLead } from '#lib/contract/board/workspace.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { viewScope } from '#lib/domain/access/audience.ts';
import { foundWithoutGuessing } from '#lib/domain/access/guessing.ts';
import { canRevealContact } from '#lib/domain/access/policy.ts';
import { identityKinds, normalizeIdentity } from '#lib/domain/intake/identity.ts';
import { prefixRange, queryTerms, type TermCondition } from '#lib/domain/search/terms.ts';
import type { Context } from '../context/context.ts';
import type { Queries, Value } from '../db/database.ts';
import { workspaceSettings } from '../access/workspace-settings.ts';
import { scopeFilter } from './board-snapshot.ts';
import { boardsList } from './boards-list.ts';
import { shownNames } from './lead-event.ts';
import { findLeads, type Lead } from './lead-row.ts';

/** Characters of a search that are looked at; a door that is given more says so. */
export const MOST_SEARCHED = 80;
/** Leads that are looked at before those that only a guess at a contact would find are left out. */
const MOST_JUDGED = 500;

interface SearchOptions {
  boardId?: string | null;
  limit: number;
}

/**
 * Leads that hold every term of what was typed, within the rights of whoever asks: the same rows that his boards show.
 * Of a masked name only what is shown may be searched for, or guessing would unmask it: such leads are left out. So are
 * leads whose contacts he may not open and that a part of a number or an address alone would find (P5).
 */
export async function searchLeads(
  context: Context,
  actor: PersonActor,
  text: string,
  { boardId, limit }: SearchOptions,
): Promise<FoundLead[]> {
  const conditions = queryTerms(text);
  if (conditions.length === 0) return [];
  const { read } = context.db;
  const boards = (await boardsList(read, actor)).map(({ id }) => id).filter((id) => !boardId || id === boardId);
  if (boards.length === 0) return [];
  const scope = viewScope(actor);
  const [filter, scopeParams] = scopeFilter(scope.all ? null : scope);
  const terms = conditions.map(termSql);
  const where = [
    ...terms.map(([sql]) => `l.id in (select t.lead_id from search_terms t where ${sql})`),
    `l.board_id in (${boards.map(() => '?').join(', ')})`,
    ...(scope.masked ? ['l.pool_id is null'] : []),
  ].join(' and ');
  const params: Value[] = [...terms.flatMap(([, values]) => values), ...boards, ...scopeParams];
  const leads = await findLeads(
    read,
    // Open leads first, then the latest.
    `${where}${filter} order by case when l.state = 'open' then 0 else 1 end, l.stage_since desc, l.id limit ?`,
    [...params, scope.all ? limit : Math.max(limit, MOST_JUDGED)],
  );
  const shown = scope.all ? leads : await withoutGuessed(read, actor, text, leads);
  return shown.slice(0, limit).map((lead) => ({
    id: lead.id,
    boardId: lead.boardId,
    stageId: lead.stageId,
    ownerId: lead.ownerId,
    pooled: lead.poolId !== null,
    ...shownNames(scope, lead.poolId !== null, lead),
  }));
}

function termSql(condition: TermCondition): [sql: string, params: Value[]] {
  if ('exact' in condition) return ['t.term = ?', [condition.exact]];
  const { from, until } = prefixRange(condition.prefix);
  return ['t.term >= ? and t.term < ?', [from, until]];
}

/** Leaves out what was found by a part of a contact that the searcher may not open. */
async function withoutGuessed(read: Queries, actor: PersonActor, text: string, leads: Lead[]): Promise<Lead[]> {
  const closed = leads.filter((lead) => !canRevealContact(actor, lead));
  if (closed.length === 0) return leads;
  const { phoneRegion } = await workspaceSettings(read);
  const customers = [...new Set(closed.map(({ customerId }) => customerId))];
  const identities = await read.all<{ customerId: string; kind: string; value: string }>(
    `select customer_id as "customerId", kind, value from identities
     where customer_id in (${customers.map(() => '?').join(', ')})`,
    customers,
  );
  const known = new Set(identities.map(({ customerId, kind, value }) => `${customerId} ${kind} ${value}`));
  const knows = (customerId: string) => (typed: string) =>
    identityKinds.some((kind) => known.has(`${customerId} ${kind} ${normalizeIdentity(kind, typed, phoneRegion)}`));
  return leads.filter((lead) => !closed.includes(lead) || foundWithoutGuessing(text, lead, knows(lead.customerId)));
}
