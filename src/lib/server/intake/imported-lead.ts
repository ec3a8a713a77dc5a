import type { ImportOptions, ImportRowReason } from '#lib/contract/intake/import.ts';
import type { Stage } from '#lib/domain/board/board-rules.ts';
import type { RowValues } from '#lib/domain/intake/read-row.ts';
import type { BoardConfig } from '../board/board-config.ts';
import { emptyLead, firstOpenStage } from '../board/create-lead.ts';
import type { Lead } from '../board/lead-row.ts';
import type { HistoryFact } from '../board/save-leads.ts';
import type { Context } from '../context/context.ts';
import type { RowCustomer } from './import-customers.ts';
import type { ImportNames, OwnerPlace } from './import-names.ts';

export interface ImportedLead {
  lead: Lead;
  history: HistoryFact[];
  owner: OwnerPlace | null;
  stage: Stage;
  /** From when idle time of an open lead counts, if its clock starts at the dates given (D7). */
  idleFrom: number;
}

const sameName = (a: string, b: string) =>
  a.normalize('NFKC').trim().toLowerCase() === b.normalize('NFKC').trim().toLowerCase();
export const stageNamed = (board: BoardConfig, name: string): Stage | undefined =>
  board.stages.find((stage) => stage.archivedAt === null && sameName(stage.name, name));

/**
 * A row as a lead with its past: arrival, stages on the way, close and owner as the file gives them. What the file does not
 * say stays unknown (D7): a lead without a date of arrival stands outside date cohorts.
 */
export function importedLead(
  context: Context,
  board: BoardConfig,
  names: ImportNames,
  row: RowValues,
  place: { importId: string; customer: RowCustomer; position: string; clock: ImportOptions['clock'] },
): ImportedLead {
  const now = context.now();
  const stage = stageFor(board, row)!;
  const owner = names.owner(row.owner);
  const passed = stagesPassed(board, stage, row);
  const stageSince = passed.at(-1)?.[1] ?? row.arrivedAt ?? now;
  const closed = stage.kind !== 'open';
  const lead: Lead = {
    ...emptyLead,
    id: context.newId(),
    boardId: board.id,
    customerId: place.customer.id,
    name: place.customer.name,
    company: place.customer.company,
    stageId: stage.id,
    state: stage.kind,
    position: place.position,
    productId: names.id('product', row.product),
    channelId: names.id('channel', row.channel),
    campaign: row.campaign,
    expectedMinor: row.expectedMinor,
    wonMinor: stage.kind === 'won' ? (row.wonMinor ?? 0) : null,
    currency: row.currency ?? board.currency,
    intent: row.intent,
    tags: row.tags,
    externalId: row.externalId,
    importId: place.importId,
    arrivedAt: row.arrivedAt,
    createdAt: now,
    stageSince,
    reached: passed.map(([stageId, at]) => [stageId, at]),
    nextAt: closed ? null : row.nextAt,
    nextKind: closed || row.nextAt === null ? null : 'call',
    closedAt: closed ? (row.closedAt ?? stageSince) : null,
    lostReasonId: stage.kind === 'lost' ? names.id('lostReason', row.lostReason) : null,
    ownerId: owner?.id ?? null,
    teamId: owner ? owner.teamId : names.id('team', row.team),
    creditId: closed ? (owner?.id ?? null) : null,
    creditTeamId: closed ? (owner ? owner.teamId : names.id('team', row.team)) : null,
  };
  return {
    lead,
    owner,
    stage,
    idleFrom: place.clock === 'given' ? Math.min(now, stageSince) : now,
    history: historyOf(lead, place.importId, passed, now),
  };
}

/** The stage that a row names, or the first; undefined when the board has none of that name. */
export function stageFor(board: BoardConfig, row: RowValues): Stage | undefined {
  return row.stage === null ? firstOpenStage(board) : stageNamed(board, row.stage);
}

/** Why a row cannot be placed on the board; null when it can. */
export function stageProblem(board: BoardConfig, row: RowValues): ImportRowReason | null {
  const stage = stageFor(board, row);
  if (!stage) return { column: null, field: 'stage', problem: 'unknown_stage' };
  if (stage.kind === 'open' && row.closedAt !== null) {
    return { column: null, field: 'stage', problem: 'closed_without_stage' };
  }
  return null;
}

/** First entries in order of time: the stages with a date of their own, the first stage at the arrival, and the present one. */
function stagesPassed(board: BoardConfig, stage: Stage, row: RowValues): [stageId: string, at: number | null][] {
  const dated = row.stageAt
    .map(([name, at]): [string | undefined, number] => [stageNamed(board, name)?.id, at])
    .filter((entry): entry is [string, number] => entry[0] !== undefined)
    .sort((a, b) => a[1] - b[1]);
  const passed = new Map<string, number | null>();
  const first = firstOpenStage(board);
  // A row that stands in an open stage entered it on arrival as far as anybody knows; a closed one began at the start.
  if (dated.length === 0 && stage.kind !== 'open') passed.set(first.id, row.arrivedAt);
  for (const [id, at] of dated) if (!passed.has(id)) passed.set(id, at);
  if (!passed.has(stage.id)) passed.set(stage.id, stage.kind === 'open' ? row.arrivedAt : row.closedAt);
  return [...passed];
}

function historyOf(
  lead: Lead,
  importId: string,
  passed: readonly [string, number | null][],
  now: number,
): HistoryFact[] {
  const [first, ...later] = passed;
  const entered = first ?? [lead.stageId, null];
  return [
    {
      kind: 'created',
      data: { importId, stageId: entered[0], ownerId: lead.ownerId, channelId: lead.channelId, recordedAt: now },
      occurredAt: lead.arrivedAt,
      actorId: null,
    },
    ...later.map(([to, at], i): HistoryFact => ({
      kind: 'moved',
      data: { importId, from: passed[i]![0], to },
      occurredAt: at,
      actorId: null,
    })),
  ];
}
