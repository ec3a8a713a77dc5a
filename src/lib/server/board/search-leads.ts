import type { FoundLead } from '#lib/contract/board/workspace.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { viewScope } from '#lib/domain/access/audience.ts';
import { prefixRange, queryTerms, type TermCondition } from '#lib/domain/search/terms.ts';
import type { Context } from '../context/context.ts';
import type { Value } from '../db/database.ts';
import { scopeFilter } from './board-snapshot.ts';
import { boardsList } from './boards-list.ts';
import { shownNames } from './lead-event.ts';
import { findLeads } from './lead-row.ts';

interface SearchOptions {
  boardId?: string | null;
  limit: number;
}

/**
 * Leads that hold every term of what was typed, within the rights of whoever asks: the same rows that his boards show.
 * Of a masked name only what is shown may be searched for, or guessing would unmask it: such leads are left out.
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
    [...params, limit],
  );
  return leads.map((lead) => ({
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
