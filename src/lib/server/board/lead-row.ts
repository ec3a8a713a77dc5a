import { getTableColumns } from 'drizzle-orm';
import type { Card } from '#lib/contract/board/card.ts';
import type { Queries, Tx, Value } from '../db/database.ts';
import { leads } from '../db/schema.sqlite.ts';

export type LeadRow = typeof leads.$inferSelect;
/** A lead with the personal values that stand apart from it. */
export interface Lead extends LeadRow {
  name: string;
  company: string | null;
}

/** Both engines name their columns alike (tests/integration/schema.test.ts), so one list serves both. */
const columns = Object.entries(getTableColumns(leads)).map(([key, column]) => ({
  key: key as keyof LeadRow,
  name: column.name,
}));
const fixed = new Set<keyof LeadRow>(['id', 'boardId', 'customerId', 'createdAt']);
const mutable = columns.filter(({ key }) => !fixed.has(key));

export const LEAD_COLUMNS = columns.map(({ key, name }) => `l.${name} as "${key}"`).join(', ');
export const LEAD_FROM = `select ${LEAD_COLUMNS}, p.name as "name", p.company as "company"
  from leads l join customer_personal p on p.customer_id = l.customer_id`;

const BY_ID = `${LEAD_FROM} where l.id = ?`;
const INSERT = `insert into leads (${columns.map(({ name }) => name).join(', ')}) values (${columns.map(() => '?').join(', ')})`;

type Raw = Omit<Lead, 'tags' | 'reached'> & { tags: string; reached: string };

export function leadFromRaw(raw: Raw): Lead {
  const lead = raw as unknown as Lead;
  lead.tags = raw.tags === '[]' ? [] : (JSON.parse(raw.tags) as string[]);
  lead.reached = JSON.parse(raw.reached) as LeadRow['reached'];
  return lead;
}

export async function findLead(read: Queries, leadId: string): Promise<Lead | undefined> {
  const raw = await read.get<Raw>(BY_ID, [leadId]);
  return raw && leadFromRaw(raw);
}

/** @param where SQL after `where`, over `l` (leads) and `p` (customer_personal) */
export async function findLeads(read: Queries, where: string, params: readonly Value[]): Promise<Lead[]> {
  return (await read.all<Raw>(`${LEAD_FROM} where ${where}`, params)).map(leadFromRaw);
}

/** By the card's own names: a third of the columns, and no JSON to read but the tags. */
const CARDS = `select l.id as "id", l.stage_id as "stageId", l.position as "position", p.name as "name", p.company as "company",
    l.product_id as "productId", l.expected_minor as "amountMinor", l.won_minor as "wonMinor", l.currency as "currency",
    l.intent as "intent", l.channel_id as "channelId", l.tags as "tags", l.owner_id as "ownerId", l.team_id as "teamId",
    l.pool_id as "poolId", l.pooled_at as "pooledAt", l.pooled_by as "pooledBy", l.former_owner_id as "formerOwnerId",
    l.spell_started_at as "spellStartedAt", l.deadline_at as "deadlineAt", l.clock as "clock", l.next_at as "nextAt",
    l.next_kind as "nextKind", l.last_follow_up_at as "lastFollowUpAt", l.stage_since as "stageSince",
    l.arrived_at as "arrivedAt", l.closed_at as "closedAt", l.lost_reason_id as "lostReasonId", l.version as "version"
  from leads l join customer_personal p on p.customer_id = l.customer_id`;

/** What `cardOf` makes of the leads, read as cards at once: a whole board takes a third of the time. */
export async function findCards(read: Queries, where: string, params: readonly Value[]): Promise<Card[]> {
  const cards = await read.all<Card>(`${CARDS} where ${where}`, params);
  for (const card of cards) {
    const tags = card.tags as unknown as string;
    card.tags = tags === '[]' ? [] : (JSON.parse(tags) as string[]);
  }
  return cards;
}

const valueOf = (lead: LeadRow, key: keyof LeadRow): Value => {
  const value = lead[key];
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
};

/** By the numbers of their columns; the few shapes of change that commands make. */
const updates = new Map<string, string>();

/**
 * Writes what differs from `before`, the row as this transaction read it. Naming every column would rewrite the entries of
 * all nine indexes for each move of a card.
 */
export async function updateLeadRow(tx: Tx, before: LeadRow, after: LeadRow): Promise<void> {
  const changed: number[] = [];
  const values: Value[] = [];
  for (const [i, { key }] of mutable.entries()) {
    if (before[key] === after[key]) continue;
    const value = valueOf(after, key);
    if (typeof after[key] === 'object' && valueOf(before, key) === value) continue;
    changed.push(i);
    values.push(value);
  }
  if (changed.length === 0) return;
  const shape = changed.join();
  let sql = updates.get(shape);
  if (!sql) {
    sql = `update leads set ${changed.map((i) => `${mutable[i]!.name} = ?`).join(', ')} where id = ?`;
    updates.set(shape, sql);
  }
  await tx.run(sql, [...values, after.id]);
}

export const insertLeadRow = (tx: Tx, lead: LeadRow): Promise<number> =>
  tx.run(
    INSERT,
    columns.map(({ key }) => valueOf(lead, key)),
  );

export function cardOf(lead: Lead): Card {
  return {
    id: lead.id,
    stageId: lead.stageId,
    position: lead.position,
    name: lead.name,
    company: lead.company,
    productId: lead.productId,
    amountMinor: lead.expectedMinor,
    wonMinor: lead.wonMinor,
    currency: lead.currency,
    intent: lead.intent as Card['intent'],
    channelId: lead.channelId,
    tags: lead.tags,
    ownerId: lead.ownerId,
    teamId: lead.teamId,
    poolId: lead.poolId,
    pooledAt: lead.pooledAt,
    pooledBy: lead.pooledBy,
    formerOwnerId: lead.formerOwnerId,
    spellStartedAt: lead.spellStartedAt,
    deadlineAt: lead.deadlineAt,
    clock: lead.clock,
    nextAt: lead.nextAt,
    nextKind: lead.nextKind,
    lastFollowUpAt: lead.lastFollowUpAt,
    stageSince: lead.stageSince,
    arrivedAt: lead.arrivedAt,
    closedAt: lead.closedAt,
    lostReasonId: lead.lostReasonId,
    version: lead.version,
  };
}
