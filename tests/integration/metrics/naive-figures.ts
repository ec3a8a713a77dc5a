import type { FiguresQuery } from '#lib/contract/metrics/query.ts';
import type { Context } from '#lib/server/context/context.ts';

/**
 * Figures worked out a second time, slowly and lead by lead, from the permanent history and the leads: nothing here uses
 * the figure tables or the functions that fill them (M7).
 */
export interface NaiveLead {
  arrivedDay: string;
  arrivedAt: number | null;
  /** Open stages in which it was, in the order of the funnel, with the moment of the first entry. */
  entries: Map<string, number>;
  stageId: string;
  closedAt: number | null;
  outcome: 'open' | 'won' | 'lost';
  who: string;
  teamId: string;
  channelId: string;
  productId: string;
  currency: string;
  wonMinor: number;
}

interface StageFact {
  id: string;
  kind: 'open' | 'won' | 'lost';
}
interface Fact {
  leadId: string;
  kind: string;
  occurredAt: number;
  data: string;
}

const dayFormat = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' });
export const shanghaiDay = (at: number | null): string => (at === null ? '' : dayFormat.format(at));

export async function readNaively(
  context: Context,
  boardId: string,
): Promise<{ leads: NaiveLead[]; stages: StageFact[] }> {
  const { read } = context.db;
  const stages = await read.all<StageFact>('select id, kind from stages where board_id = ? order by rank', [boardId]);
  const kindOf = new Map(stages.map(({ id, kind }) => [id, kind]));
  const facts = await read.all<Fact>(
    `select lead_id as "leadId", kind, occurred_at as "occurredAt", data from lead_history
     where board_id = ? and voided_by is null and kind in ('created', 'moved') order by recorded_at, id`,
    [boardId],
  );
  const rows = await read.all<Record<string, string | number | null>>('select * from leads where board_id = ?', [
    boardId,
  ]);
  const leads = rows.map((row): NaiveLead => {
    const entries = new Map<string, number>();
    let stageId = '';
    let closedAt: number | null = null;
    for (const fact of facts.filter(({ leadId }) => leadId === row['id'])) {
      const data = JSON.parse(fact.data) as { stageId?: string; to?: string };
      stageId = (data.to ?? data.stageId)!;
      const kind = kindOf.get(stageId);
      if (kind === 'open' && !entries.has(stageId)) entries.set(stageId, Number(fact.occurredAt));
      closedAt = kind === 'open' ? null : Number(fact.occurredAt);
    }
    const outcome = kindOf.get(stageId)!;
    const closed = outcome !== 'open';
    const text = (name: string) => (row[name] as string | null) ?? '';
    const arrivedAt = row['arrived_at'] === null ? null : Number(row['arrived_at']);
    return {
      arrivedAt,
      arrivedDay: shanghaiDay(arrivedAt),
      entries,
      stageId,
      closedAt,
      outcome,
      who: closed ? text('credit_id') : text('owner_id'),
      teamId: closed ? text('credit_team_id') : text('team_id'),
      channelId: text('channel_id'),
      productId: text('product_id'),
      currency: text('currency'),
      wonMinor: Number(row['won_minor'] ?? 0),
    };
  });
  return { leads, stages };
}

const within = (day: string, { from, to }: FiguresQuery) =>
  from === null && to === null ? true : day !== '' && (from === null || day >= from) && (to === null || day <= to);

export interface NaiveMeasures {
  leads: number;
  won: number;
  lost: number;
  amounts: Record<string, number>;
  /** Days of the cycles of won leads, in tenths, ascending. */
  wonTenths: number[];
}

function measure(basis: 'cohort' | 'period', leads: readonly NaiveLead[], query: FiguresQuery): NaiveMeasures {
  const arrived = leads.filter(({ arrivedDay }) => within(arrivedDay, query));
  const counted =
    basis === 'cohort'
      ? arrived
      : leads.filter(({ outcome, closedAt }) => outcome !== 'open' && within(shanghaiDay(closedAt), query));
  const won = counted.filter(({ outcome }) => outcome === 'won');
  const amounts: Record<string, number> = {};
  for (const { currency, wonMinor } of won) if (wonMinor) amounts[currency] = (amounts[currency] ?? 0) + wonMinor;
  return {
    leads: arrived.length,
    won: won.length,
    lost: counted.filter(({ outcome }) => outcome === 'lost').length,
    amounts,
    wonTenths: won
      .filter(({ arrivedAt, closedAt }) => arrivedAt !== null && closedAt !== null && closedAt >= arrivedAt)
      .map(({ arrivedAt, closedAt }) => Math.floor((closedAt! - arrivedAt!) / 8_640_000 + 1e-6))
      .sort((a, b) => a - b),
  };
}

const groupKeys: Record<string, (lead: NaiveLead, basis: string) => string> = {
  owner: ({ who }) => who,
  team: ({ teamId }) => teamId,
  channel: ({ channelId }) => channelId,
  product: ({ productId }) => productId,
};

export function naiveFigures(all: readonly NaiveLead[], stages: readonly StageFact[], query: FiguresQuery) {
  const leads = all.filter(({ teamId }) => query.teamIds === null || query.teamIds.includes(teamId));
  const keyOf = groupKeys[query.groupBy];
  const groups: Record<string, NaiveMeasures> = {};
  if (keyOf) {
    for (const key of new Set(leads.map((lead) => keyOf(lead, query.basis)))) {
      const group = measure(
        query.basis,
        leads.filter((lead) => keyOf(lead, query.basis) === key),
        query,
      );
      if (group.leads || group.won || group.lost) groups[key] = group;
    }
  }
  return { totals: measure(query.basis, leads, query), groups, entered: enteredOf(leads, stages, query) };
}

/** M3 said in words: everybody who was in a stage or beyond it counts once; won is beyond all open stages. */
function enteredOf(
  leads: readonly NaiveLead[],
  stages: readonly StageFact[],
  query: FiguresQuery,
): Record<string, number> {
  const open = stages.filter(({ kind }) => kind === 'open').map(({ id }) => id);
  const entered: Record<string, number> = {};
  for (const lead of leads) {
    for (const [index, stageId] of open.entries()) {
      const beyond = open.slice(index).flatMap((id) => lead.entries.get(id) ?? []);
      if (lead.outcome === 'won') beyond.push(lead.closedAt!);
      if (beyond.length === 0) continue;
      const on = query.basis === 'cohort' ? lead.arrivedDay : shanghaiDay(Math.min(...beyond));
      if (within(on, query)) entered[stageId] = (entered[stageId] ?? 0) + 1;
    }
    if (lead.outcome === 'open') continue;
    const on = query.basis === 'cohort' ? lead.arrivedDay : shanghaiDay(lead.closedAt);
    if (within(on, query)) entered[lead.stageId] = (entered[lead.stageId] ?? 0) + 1;
  }
  return entered;
}
