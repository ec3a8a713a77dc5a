import { z } from 'zod';
import { invalidInput } from '#lib/domain/errors.ts';
import { daysOf, periodNames, type DayRange, type Period, type PeriodName } from '#lib/domain/metrics/periods.ts';
import { parseDay } from '#lib/domain/time/calendar.ts';
import { id } from '../board/commands.ts';

/** `cohort`: leads by the day they arrived, with what became of them. `period`: wins and losses by the day of the close (M1). */
export const bases = ['cohort', 'period'] as const;
export type Basis = (typeof bases)[number];

export const groupings = ['none', 'owner', 'team', 'region', 'channel', 'product', 'quarter', 'month'] as const;
export type GroupBy = (typeof groupings)[number];

/** How one person's figures can be split. */
export const ownGroupings: readonly GroupBy[] = ['none', 'owner', 'team', 'region', 'quarter', 'month'];

const day = z.string().refine((text) => parseDay(text) !== null, 'day');
const MOST_TEAMS = 40;
/** PostgreSQL refuses to look for a NUL: what no id can be is refused here. */
const plainId = id.regex(/^\P{Cc}+$/u);

/** Which figures: days are inclusive, in the workspace's zone; both null is all time, and only then undated leads count. */
export const figuresQuerySchema = z
  .object({
    boardId: plainId,
    basis: z.enum(bases).default('cohort'),
    from: day.nullable().default(null),
    to: day.nullable().default(null),
    /** Null: every team the viewer may see figures of. */
    teamIds: z.array(plainId).min(1).max(MOST_TEAMS).nullable().default(null),
    /** Only leads that count for this person; null: everybody's within the teams. */
    ownerId: plainId.nullable().default(null),
    groupBy: z.enum(groupings).default('none'),
  })
  // Figures are kept by person, by channel and by product, not by their combinations (docs/decisions/003).
  .refine(({ ownerId, groupBy }) => ownerId === null || ownGroupings.includes(groupBy), {
    path: ['group'],
    message: 'not_per_person',
  })
  .refine(({ from, to }) => from === null || to === null || from <= to, { path: ['to'], message: 'before_from' });
export type FiguresQuery = z.infer<typeof figuresQuerySchema>;

/** A query as it stands in an address: the period may be named, so that a bookmark of "this month" moves with the days. */
export interface FiguresAddress {
  boardId: string | null;
  basis: Basis;
  period: Period;
  teamIds: string[] | null;
  groupBy: GroupBy;
}

/** Canonical: two queries that mean the same have the same text. It is the key of a live subscription. */
export function queryText({ boardId, basis, from, to, teamIds, ownerId, groupBy }: FiguresQuery): string {
  const params = new URLSearchParams({ board: boardId, basis });
  if (from !== null) params.set('from', from);
  if (to !== null) params.set('to', to);
  if (teamIds !== null) params.set('teams', [...new Set(teamIds)].sort().join(','));
  if (ownerId !== null) params.set('owner', ownerId);
  if (groupBy !== 'none') params.set('group', groupBy);
  return params.toString();
}

/** The opposite of `queryText`; refuses anything that is no query. */
export function parseQueryText(text: string): FiguresQuery {
  const params = new URLSearchParams(text);
  return parseQuery({
    boardId: params.get('board') ?? '',
    basis: params.get('basis') ?? undefined,
    from: params.get('from'),
    to: params.get('to'),
    teamIds: listOf(params.get('teams')),
    ownerId: params.get('owner'),
    groupBy: params.get('group') ?? undefined,
  });
}

export function parseQuery(input: unknown): FiguresQuery {
  const parsed = figuresQuerySchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalidInput(issue?.path.join('.') || 'query', issue?.message ?? 'invalid');
  }
  return parsed.data;
}

const listOf = (text: string | null): string[] | null => (text ? [...new Set(text.split(','))].sort() : null);

const oneOf = <T extends string>(values: readonly T[], text: string | null): T | null =>
  values.find((value) => value === text) ?? null;

function knownIds(ids: string[] | null): string[] | null {
  const plain = ids?.filter((one) => plainId.safeParse(one).success).slice(0, MOST_TEAMS) ?? [];
  return plain.length > 0 ? plain : null;
}

interface AddressDefaults {
  period: PeriodName;
  groupBy: GroupBy;
}

/** What an address asks for. An address is often typed or old: what it says wrongly falls back to the default. */
export function readAddress(params: URLSearchParams, defaults: AddressDefaults): FiguresAddress {
  const [from, to] = [params.get('from'), params.get('to')];
  const custom = from !== null && to !== null && parseDay(from) !== null && parseDay(to) !== null && from <= to;
  return {
    boardId: params.get('board'),
    basis: oneOf(bases, params.get('basis')) ?? 'cohort',
    period: custom ? { from, until: to } : (oneOf(periodNames, params.get('period')) ?? defaults.period),
    teamIds: knownIds(listOf(params.get('teams'))),
    groupBy: oneOf(groupings, params.get('group')) ?? defaults.groupBy,
  };
}

/** The address of figures, always complete, so that a copied one shows the same to everybody. */
export function addressText({ boardId, basis, period, teamIds, groupBy }: FiguresAddress): string {
  const params = new URLSearchParams();
  if (boardId !== null) params.set('board', boardId);
  params.set('basis', basis);
  if (typeof period === 'string') params.set('period', period);
  else {
    params.set('from', period.from);
    params.set('to', period.until);
  }
  if (teamIds !== null) params.set('teams', teamIds.join(','));
  params.set('group', groupBy);
  return params.toString();
}

/** @param now in whose day, in the workspace's zone, a named period is taken */
export function queryOf(address: FiguresAddress & { boardId: string }, now: number, zone: string): FiguresQuery {
  const { from, until }: DayRange = daysOf(address.period, now, zone);
  const { boardId, basis, teamIds, groupBy } = address;
  return parseQuery({ boardId, basis, from, to: until, teamIds, groupBy });
}

/** For programs: the same address, but anything it says wrongly is refused. Without `period`, `from` and `to` count. */
export function requestedQuery(params: URLSearchParams, now: number, zone: string): FiguresQuery {
  const name = params.get('period');
  const period = oneOf(periodNames, name);
  if (name !== null && period === null) throw invalidInput('period', 'unknown');
  const days = period === null ? null : daysOf(period, now, zone);
  return parseQuery({
    boardId: params.get('board') ?? '',
    basis: params.get('basis') ?? undefined,
    from: days ? days.from : params.get('from'),
    to: days ? days.until : params.get('to'),
    teamIds: listOf(params.get('teams')),
    ownerId: params.get('owner'),
    groupBy: params.get('group') ?? undefined,
  });
}
