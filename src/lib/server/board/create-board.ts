import type { NewBoard } from '#lib/contract/access/boards.ts';
import { checkStages } from '#lib/domain/board/stage-rules.ts';
import { boardNeedsTeams, nameTaken } from '#lib/domain/access/access-rules.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManageBoards } from '#lib/domain/access/policy.ts';
import { sameName } from '#lib/domain/access/same-name.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import { recordAudit } from '../access/audit.ts';
import { holdWorkspace, tellWorkspaceChanged } from '../access/workspace-event.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Queries, Tx } from '../db/database.ts';
import { startingLists } from './starting-lists.ts';

export interface BoardMade {
  boardId: string;
}

/** A new funnel with stages and a pool to begin with. */
export function createBoard(context: Context, actor: Actor, input: NewBoard): Promise<BoardMade> {
  return inTransaction(context, async (tx) => {
    if (!canManageBoards(actor)) throw notAllowed('manage_boards');
    const held = await holdWorkspace(tx);
    const made = await insertBoard(context, tx, input);
    await recordAudit(context, tx, actor, 'board_created', made.boardId, { name: input.name });
    await tellWorkspaceChanged(context, tx, actor, held, 'boards');
    return made;
  });
}

/** The rows alone, for the first start as well, which has no actor yet. */
export async function insertBoard(context: Context, tx: Tx, input: NewBoard): Promise<BoardMade> {
  await checkBoardName(tx, input.name, null);
  if (input.visibility === 'teams' && input.teamIds.length === 0) throw boardNeedsTeams();
  const boardId = context.newId();
  const now = context.now();
  const last = await tx.get<{ rank: number | null }>('select max(rank) as rank from boards');
  await tx.run(
    'insert into boards (id, name, currency, rank, visibility, created_at, archived_at) values (?, ?, ?, ?, ?, ?, null)',
    [boardId, input.name, input.currency, (last?.rank ?? -1) + 1, input.visibility, now],
  );
  await setBoardTeams(tx, boardId, input.visibility === 'teams' ? input.teamIds : []);
  const { stages: usual, pool } = startingLists[input.locale];
  if (input.stages) checkStages(input.stages.map((stage) => ({ ...stage, id: null, archived: false })));
  for (const [rank, stage] of (input.stages ?? usual).entries()) {
    await tx.run(
      'insert into stages (id, board_id, name, kind, probability, rank, archived_at) values (?, ?, ?, ?, ?, ?, null)',
      [context.newId(), boardId, stage.name, stage.kind, stage.probability, rank],
    );
  }
  await insertPool(context, tx, boardId, pool(input.name));
  return { boardId };
}

export async function setBoardTeams(tx: Tx, boardId: string, teamIds: readonly string[]): Promise<void> {
  await tx.run('delete from board_teams where board_id = ?', [boardId]);
  for (const teamId of new Set(teamIds)) {
    await tx.run('insert into board_teams (board_id, team_id) select ?, id from teams where id = ?', [boardId, teamId]);
  }
}

export async function checkBoardName(read: Queries, name: string, exceptId: string | null): Promise<void> {
  const others = await read.all<{ name: string }>('select name from boards where archived_at is null and id <> ?', [
    exceptId ?? '',
  ]);
  if (others.some((other) => sameName(other.name, name))) throw nameTaken();
}

/**
 * A week without a qualifying follow-up, warned a day and four hours before. Recycling begins switched on: a clock that
 * nobody sees is found out too late, and no lead of a new board is near its end.
 */
const STARTING_POOL = {
  idleDays: 7,
  warnHours: [24, 4],
  graceHours: 24,
  holdingLimit: 100,
  dailyClaims: 10,
  coolDownHours: 48,
};

async function insertPool(context: Context, tx: Tx, boardId: string, name: string): Promise<void> {
  const now = context.now();
  const rules = STARTING_POOL;
  await tx.run(
    `insert into pools (id, board_id, name, recycling, recycling_since, idle_days, warn_hours, grace_hours, holding_limit,
       daily_claims, cool_down_hours, created_at, changed_at, archived_at) values (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, null)`,
    [
      context.newId(),
      boardId,
      name,
      now,
      rules.idleDays,
      JSON.stringify(rules.warnHours),
      rules.graceHours,
      rules.holdingLimit,
      rules.dailyClaims,
      rules.coolDownHours,
      now,
      now,
    ],
  );
}
