import { addUp, contributions, noContributions } from '#lib/domain/metrics/contribution.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { boardConfig } from '../board/board-config.ts';
import { holdBoardConfig, tellBoardConfig } from '../board/hold-board-config.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';
import { boardStream, type StreamHead } from '../streams/stream.ts';
import { addRows } from './apply-contributions.ts';
import { leadsToCount, type CountedLead } from './figures-from-leads.ts';

/** Leads in one transaction, and days of which the old rows are taken away: the board waits meanwhile. */
const CHUNK = 200;
const CHUNK_MS = 20;

/** A board without leads has nothing to count. `where` also keeps SQLite from reading the conflict as a join. */
const BEGIN = `insert into figure_recounts (board_id, began_at, counted_to)
  select id, cast(? as bigint), null from boards where id = ? and exists (select 1 from leads where board_id = boards.id)
  on conflict (board_id) do update set began_at = excluded.began_at, counted_to = null`;
const WHERE = 'select counted_to as "countedTo" from figure_recounts where board_id = ?';
const ADVANCE = 'update figure_recounts set counted_to = ? where board_id = ?';
const DONE = 'delete from figure_recounts where board_id = ?';
/** Holds the board without taking a number: nothing happens that anybody is told of. */
const HOLD = 'update streams set seq = seq where id = ? returning seq, config';
const OLD_DAY = 'select basis, dim, day from figure_reach where board_id = ? limit 1';
const DELETE_DAY = 'delete from figure_reach where board_id = ? and basis = ? and dim = ? and day = ?';

/**
 * Called in the transaction that changes the order of a board's stages, on which the stages that a lead has passed depend.
 * It takes a new config number, so that every write from here on knows of the recount. A recount under way begins again.
 */
export const beginRecount = (context: Context, tx: Tx, boardId: string): Promise<number> =>
  tx.run(BEGIN, [context.now(), boardId]);

/**
 * Counts a board's way through the funnel anew, in chunks that hold the board for about 20 ms each. Where it stands is
 * written with each chunk: whoever goes on after a kill counts no lead twice, and a write in between changes exactly the
 * leads that are counted already (`applyContributions`). Answers the leads counted.
 */
export async function recountFigures(
  context: Context,
  actor: Actor,
  boardId: string,
  stopped: () => boolean = () => false,
): Promise<{ leads: number }> {
  let leads = 0;
  while (!stopped()) {
    const step = await inTransaction(context, async (tx): Promise<Step> => {
      const head = (await tx.get<StreamHead>(HOLD, [boardStream(boardId)]))!;
      const recount = await tx.get<{ countedTo: string | null }>(WHERE, [boardId]);
      if (!recount) return { kind: 'done' };
      if (recount.countedTo === null) {
        if (await takeAway(tx, boardId)) await tx.run(ADVANCE, ['', boardId]);
        return { kind: 'more', leads: 0 };
      }
      return countChunk(context, tx, boardId, head, recount.countedTo);
    });
    if (step.kind === 'done') break;
    if (step.kind === 'last') {
      const rest = await finish(context, actor, boardId);
      if (rest !== null) return { leads: leads + rest };
    } else leads += step.leads;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { leads };
}

type Step = { kind: 'done' } | { kind: 'more'; leads: number } | { kind: 'last' };

/** Old rows, a day at a time. Answers whether none is left. */
async function takeAway(tx: Tx, boardId: string): Promise<boolean> {
  const until = performance.now() + CHUNK_MS;
  while (performance.now() < until) {
    const old = await tx.get<{ basis: string; dim: string; day: string }>(OLD_DAY, [boardId]);
    if (!old) return true;
    await tx.run(DELETE_DAY, [boardId, old.basis, old.dim, old.day]);
  }
  return false;
}

/** A whole chunk; fewer leads than that are left for the end. */
async function countChunk(context: Context, tx: Tx, boardId: string, head: StreamHead, after: string): Promise<Step> {
  const leads = await leadsToCount(tx, boardId, after, CHUNK);
  if (leads.length < CHUNK) return { kind: 'last' };
  await count(context, tx, boardId, head, leads);
  await tx.run(ADVANCE, [leads.at(-1)!.id, boardId]);
  return { kind: 'more', leads: leads.length };
}

async function count(
  context: Context,
  tx: Tx,
  boardId: string,
  head: StreamHead,
  leads: readonly CountedLead[],
): Promise<void> {
  const { stages, zone } = await boardConfig(context, tx, boardId, head.config);
  const { reach } = addUp(leads.map((lead) => contributions(lead, stages, zone)));
  await addRows(tx, { ...noContributions(), reach });
}

/** The leads that are left, and the word to everybody that the figures stand. Null: the stages changed once more. */
function finish(context: Context, actor: Actor, boardId: string): Promise<number | null> {
  return inTransaction(context, async (tx) => {
    const held = await holdBoardConfig(tx, boardId);
    const recount = await tx.get<{ countedTo: string | null }>(WHERE, [boardId]);
    await tellBoardConfig(context, tx, actor, held, 'boards');
    if (!recount || recount.countedTo === null) return null;
    // First of all: under the new config number the board is remembered as one that is not being counted.
    await tx.run(DONE, [boardId]);
    let counted = 0;
    for (let after = recount.countedTo; ;) {
      const leads = await leadsToCount(tx, boardId, after, CHUNK);
      await count(context, tx, boardId, held.board, leads);
      counted += leads.length;
      if (leads.length < CHUNK) return counted;
      after = leads.at(-1)!.id;
    }
  });
}
