import type { LeadsPage, LeadsQuery, LeadsSort } from '#lib/contract/board/leads-list.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { viewScope } from '#lib/domain/access/audience.ts';
import type { Context } from '../context/context.ts';
import type { Value } from '../db/database.ts';
import { scopeFilter } from './board-snapshot.ts';
import { boardsList } from './boards-list.ts';
import { shownNames } from './lead-event.ts';
import { cardOf, findLeads } from './lead-row.ts';
import { searchLeads } from './search-leads.ts';

const PAGE = 50;
/** Counting stops here: nobody pages further, and a count over everything would hold up other requests. */
const MOST_COUNTED = 10_000;
/** What a search may find before it has to be made narrower. */
const MOST_FOUND = 500;

const sortColumns: Record<LeadsSort, string> = {
  arrived: 'coalesce(l.arrived_at, l.created_at)',
  amount: 'coalesce(l.won_minor, l.expected_minor)',
  next: 'l.next_at',
  deadline: 'l.deadline_at',
  follow_up: 'l.last_follow_up_at',
  stage_since: 'l.stage_since',
};

/** One page of all leads that somebody may see on any of his boards, closed and pooled ones too. */
export async function leadsList(context: Context, actor: PersonActor, query: LeadsQuery): Promise<LeadsPage> {
  const { read } = context.db;
  const boards = (await boardsList(read, actor)).map(({ id }) => id);
  const wanted = boards.filter((id) => query.board === null || id === query.board);
  const empty: LeadsPage = { rows: [], total: 0, more: false, page: query.page, pageSize: PAGE, narrowed: false };
  if (wanted.length === 0) return empty;
  const found = query.q
    ? await searchLeads(context, actor, query.q, { boardId: query.board, limit: MOST_FOUND })
    : null;
  if (found?.length === 0) return empty;
  const { where, params } = conditions(actor, wanted, query, found?.map(({ id }) => id) ?? null);

  const counted = await read.get<{ n: number }>(
    `select count(*) as "n" from (select 1 from leads l where ${where} limit ${MOST_COUNTED + 1}) c`,
    params,
  );
  const total = Math.min(counted?.n ?? 0, MOST_COUNTED);
  const page = Math.min(query.page, Math.max(1, Math.ceil(total / PAGE)));
  // Ids first: sorting whole rows would carry their texts through the sorter.
  const ids = await read.all<{ id: string }>(
    `select l.id as "id" from leads l where ${where} order by ${orderOf(query)} limit ? offset ?`,
    [...params, PAGE, (page - 1) * PAGE],
  );
  const scope = viewScope(actor);
  const leads =
    ids.length === 0
      ? []
      : await findLeads(
          read,
          `l.id in (${marks(ids)})`,
          ids.map(({ id }) => id),
        );
  const byId = new Map(leads.map((lead) => [lead.id, lead]));
  const rows = ids.flatMap(({ id }) => {
    const lead = byId.get(id);
    if (!lead) return [];
    return [
      { ...cardOf(lead), ...shownNames(scope, lead.poolId !== null, lead), boardId: lead.boardId, state: lead.state },
    ];
  });
  const more = (counted?.n ?? 0) > MOST_COUNTED;
  return { rows, total, more, page, pageSize: PAGE, narrowed: found?.length === MOST_FOUND };
}

const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

function conditions(actor: PersonActor, boards: readonly string[], query: LeadsQuery, found: string[] | null) {
  const scope = viewScope(actor);
  const [filter, scopeParams] = scopeFilter(scope.all ? null : scope);
  const parts = [`l.board_id in (${marks(boards)})`];
  const params: Value[] = [...boards];
  const among = (column: string, values: readonly string[]) => {
    if (values.length === 0) return;
    parts.push(`${column} in (${marks(values)})`);
    params.push(...values);
  };
  if (query.state === 'pooled') parts.push('l.pool_id is not null');
  else if (query.state !== 'all') {
    parts.push('l.state = ?', 'l.pool_id is null');
    params.push(query.state);
  }
  among('l.stage_id', query.stages);
  among(
    'l.owner_id',
    query.owners.map((id) => (id === 'me' ? actor.personId : id)),
  );
  among('l.channel_id', query.channels);
  among('l.product_id', query.products);
  if (found) among('l.id', found);
  return { where: parts.join(' and ') + filter, params: [...params, ...scopeParams] };
}

/** What has no value comes last in both directions: it is no answer to "the most" nor to "the least". */
function orderOf({ sort, descending }: LeadsQuery): string {
  const column = sortColumns[sort];
  return `case when ${column} is null then 1 else 0 end, ${column} ${descending ? 'desc' : 'asc'}, l.id desc`;
}
