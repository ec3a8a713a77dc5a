import { addUp, contributions, type Contributions, type LeadFacts } from '#lib/domain/metrics/contribution.ts';
import type { StageOrder } from '#lib/domain/metrics/passed-stages.ts';
import { workspaceSettings } from '../access/workspace-settings.ts';
import type { Queries } from '../db/database.ts';

const FACTS = `select id, board_id as "boardId", arrived_at as "arrivedAt", stage_id as "stageId", state, closed_at as "closedAt",
    reached, owner_id as "ownerId", team_id as "teamId", credit_id as "creditId", credit_team_id as "creditTeamId",
    channel_id as "channelId", product_id as "productId", expected_minor as "expectedMinor",
    won_minor as "wonMinor", currency
  from leads where board_id = ? and id > ? order by id limit ?`;
type FactsRow = Omit<LeadFacts, 'reached' | 'counts'> & { id: string; reached: string };

const CHUNK = 2_000;

/** What a board's figure tables hold when they are right. */
export async function figuresFromLeads(read: Queries, boardId: string): Promise<Contributions> {
  // Not the cached configuration: in a transaction that changes the stages it would keep what may be rolled back.
  const stages = await read.all<StageOrder>(
    'select id, kind, rank, archived_at as "archivedAt" from stages where board_id = ? order by rank, id',
    [boardId],
  );
  const { zone } = await workspaceSettings(read);
  const facts: CountedLead[] = [];
  for (let last = ''; ; last = facts.at(-1)!.id) {
    const rows = await leadsToCount(read, boardId, last, CHUNK);
    for (const row of rows) facts.push(row);
    if (rows.length < CHUNK) break;
  }
  return addUp(contributionsOf(facts, stages, zone));
}

export type CountedLead = LeadFacts & { id: string };

/** Leads of a board after an id, in the order of their ids. */
export async function leadsToCount(
  read: Queries,
  boardId: string,
  after: string,
  limit: number,
): Promise<CountedLead[]> {
  const rows = await read.all<FactsRow>(FACTS, [boardId, after, limit]);
  return rows.map((row) => ({ ...row, reached: JSON.parse(row.reached) as LeadFacts['reached'], counts: true }));
}

/** One after another into the sum: the rows of all leads at once would fill the memory. */
function* contributionsOf(facts: readonly CountedLead[], stages: readonly StageOrder[], zone: string) {
  for (const lead of facts) yield contributions(lead, stages, zone);
}

const READS = {
  cells: `select board_id as "boardId", basis, day, dim, value, team_id as "teamId", currency, leads, won, lost, won_minor as "wonMinor"
    from figure_cells where board_id = ? and (leads <> 0 or won <> 0 or lost <> 0 or won_minor <> 0)`,
  reach: `select board_id as "boardId", basis, day, dim, value, team_id as "teamId", stage_id as "stageId", entered, advanced
    from figure_reach where board_id = ? and (entered <> 0 or advanced <> 0)`,
  cycles: `select board_id as "boardId", basis, day, dim, value, team_id as "teamId", outcome, tenths, count
    from figure_cycles where board_id = ? and count <> 0`,
  now: `select board_id as "boardId", owner_id as "ownerId", team_id as "teamId", stage_id as "stageId", currency, leads, minor
    from figure_now where board_id = ? and (leads <> 0 or minor <> 0)`,
} as const;

/** What the tables hold now, without rows that have come to nothing. */
export async function storedFigures(read: Queries, boardId: string): Promise<Contributions> {
  return {
    cells: await read.all<Contributions['cells'][number]>(READS.cells, [boardId]),
    reach: await read.all<Contributions['reach'][number]>(READS.reach, [boardId]),
    cycles: await read.all<Contributions['cycles'][number]>(READS.cycles, [boardId]),
    now: await read.all<Contributions['now'][number]>(READS.now, [boardId]),
  };
}
