import type { EditStages } from '#lib/contract/access/boards.ts';
import { settingsChangedMeanwhile, stageHasLeads, stageKindFixed } from '#lib/domain/access/access-rules.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManageBoards } from '#lib/domain/access/policy.ts';
import { checkStages, inFunnelOrder, probabilityOf } from '#lib/domain/board/stage-rules.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import { recordAudit } from '../access/audit.ts';
import type { Context } from '../context/context.ts';
import { beginRecount } from '../metrics/recount-figures.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Queries, Tx } from '../db/database.ts';
import { holdBoardConfig, tellBoardConfig } from './hold-board-config.ts';

type Draft = EditStages['stages'][number];
interface StageRow {
  id: string;
  name: string;
  kind: Draft['kind'];
  archivedAt: number | null;
}

export interface StagesEdited {
  boardId: string;
  /** The board's config number after the change, for the next edit. */
  config: number;
}

/**
 * Saves a board's stages as a whole, in their order. A stage that is left out is deleted when nothing ever named it, and
 * archived otherwise; a stage with leads in it is neither.
 */
export function editStages(context: Context, actor: Actor, input: EditStages): Promise<StagesEdited> {
  return inTransaction(context, async (tx) => {
    if (!canManageBoards(actor)) throw notAllowed('manage_boards');
    const held = await holdBoardConfig(tx, input.boardId);
    if (held.board.config !== input.config + 1) throw settingsChangedMeanwhile();
    checkStages(input.stages);
    const before = await stageRows(tx, input.boardId);
    const known = new Map(before.map((stage) => [stage.id, stage]));
    const kept = new Set<string>();
    for (const [rank, draft] of inFunnelOrder(input.stages).entries()) {
      if (draft.id === null) {
        await insertStage(context, tx, input.boardId, draft, rank);
        continue;
      }
      const stage = known.get(draft.id);
      if (!stage) throw notFound('stage');
      kept.add(stage.id);
      await updateStage(context, tx, input.boardId, stage, draft, rank);
    }
    for (const stage of before) if (!kept.has(stage.id)) await removeStage(context, tx, input.boardId, stage);
    const stages = input.stages.map(({ id, name, kind, probability, archived }) => ({
      id,
      name,
      kind,
      probability,
      archived,
    }));
    // Which stages a lead has passed depends on their order: figures are counted anew when it changed, in the background.
    if (orderOf(before) !== orderOf(await stageRows(tx, input.boardId))) await beginRecount(context, tx, input.boardId);
    await recordAudit(context, tx, actor, 'stages_changed', input.boardId, { stages });
    await tellBoardConfig(context, tx, actor, held, 'boards');
    return { boardId: input.boardId, config: held.board.config };
  });
}

const stageRows = (read: Queries, boardId: string): Promise<StageRow[]> =>
  read.all<StageRow>(
    'select id, name, kind, archived_at as "archivedAt" from stages where board_id = ? order by rank, id',
    [boardId],
  );

const orderOf = (stages: readonly StageRow[]): string =>
  stages.map(({ id, kind, archivedAt }) => `${id} ${kind} ${archivedAt === null}`).join('\n');

async function insertStage(context: Context, tx: Tx, boardId: string, draft: Draft, rank: number): Promise<void> {
  await tx.run(
    'insert into stages (id, board_id, name, kind, probability, rank, archived_at) values (?, ?, ?, ?, ?, ?, ?)',
    [
      context.newId(),
      boardId,
      draft.name,
      draft.kind,
      probabilityOf(draft),
      rank,
      draft.archived ? context.now() : null,
    ],
  );
}

async function updateStage(
  context: Context,
  tx: Tx,
  boardId: string,
  stage: StageRow,
  draft: Draft,
  rank: number,
): Promise<void> {
  // Leads keep the kind of their stage beside them, and history says what was won in it.
  if (draft.kind !== stage.kind && (await isUsed(tx, boardId, stage.id))) throw stageKindFixed(stage.id);
  if (draft.archived && stage.archivedAt === null) await checkEmpty(tx, boardId, stage.id);
  const archivedAt = draft.archived ? (stage.archivedAt ?? context.now()) : null;
  await tx.run('update stages set name = ?, kind = ?, probability = ?, rank = ?, archived_at = ? where id = ?', [
    draft.name,
    draft.kind,
    probabilityOf(draft),
    rank,
    archivedAt,
    stage.id,
  ]);
}

async function removeStage(context: Context, tx: Tx, boardId: string, stage: StageRow): Promise<void> {
  if (!(await isUsed(tx, boardId, stage.id))) {
    await tx.run('delete from stages where id = ?', [stage.id]);
    return;
  }
  await checkEmpty(tx, boardId, stage.id);
  await tx.run('update stages set archived_at = coalesce(archived_at, ?) where id = ?', [context.now(), stage.id]);
}

async function checkEmpty(read: Queries, boardId: string, stageId: string): Promise<void> {
  const row = await read.get<{ n: number }>('select count(*) as n from leads where board_id = ? and stage_id = ?', [
    boardId,
    stageId,
  ]);
  const count = Number(row?.n ?? 0);
  if (count > 0) throw stageHasLeads(stageId, count);
}

/** Whether a lead stands in the stage or ever entered it. */
async function isUsed(read: Queries, boardId: string, stageId: string): Promise<boolean> {
  const lead = await read.get<{ id: string }>(
    'select id from leads where board_id = ? and (stage_id = ? or reached like ?) limit 1',
    [boardId, stageId, `%"${stageId}"%`],
  );
  return lead !== undefined;
}
