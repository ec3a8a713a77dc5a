import type { Actor } from '#lib/domain/access/actor.ts';
import { takeBoard } from '../board/take-board.ts';
import { findLeads, type Lead } from '../board/lead-row.ts';
import { saveLeads } from '../board/save-leads.ts';
import type { Context } from '../context/context.ts';
import { personNow } from './person-now.ts';

const CHUNK = 200;

/**
 * An owned lead, closed or not, carries its owner's team, on which it depends who sees it: his colleagues, and in a team
 * whose reps see each other's cards he himself (viewScope). Brings the leads of one person in line with the team he is in
 * now: a chunk per transaction, so that a board is never held for long. Running it again, or after it was interrupted,
 * changes only what is still different. Figures of closed leads stay with the credit taken at the close (M9).
 * Answers how many open leads it changed.
 */
export async function followOwnersTeam(context: Context, actor: Actor, personId: string): Promise<number> {
  let changed = 0;
  const boards = await context.db.read.all<{ boardId: string }>(
    `select distinct board_id as "boardId" from leads where owner_id = ? order by board_id`,
    [personId],
  );
  for (const { boardId } of boards) {
    for (;;) {
      const { all, open } = await followOnBoard(context, actor, personId, boardId);
      changed += open;
      if (all < CHUNK) break;
      // Lets moves and claims of others in between two chunks.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return changed;
}

function followOnBoard(
  context: Context,
  actor: Actor,
  personId: string,
  boardId: string,
): Promise<{ all: number; open: number }> {
  // Not under the caller's mutation: its answer belongs to the whole command, not to a chunk.
  return context.db
    .transaction(async (tx) => {
      const held = await takeBoard(context, tx, actor, boardId);
      const { teamId } = await personNow(tx, personId);
      const leads = await findLeads(
        tx,
        `l.board_id = ? and l.owner_id = ? and ${teamId === null ? 'l.team_id is not null' : '(l.team_id is null or l.team_id <> ?)'}
       order by l.id limit ${CHUNK}`,
        teamId === null ? [boardId, personId] : [boardId, personId, teamId],
      );
      if (leads.length === 0) throw new NothingToDo();
      const changes = leads.map((before) => {
        const after: Lead = { ...before, teamId };
        return { before, after, history: [{ kind: 'team', data: { from: before.teamId, to: teamId } }] };
      });
      await saveLeads(context, tx, actor, held, 'policy', changes);
      return { all: leads.length, open: leads.filter(({ state }) => state === 'open').length };
    })
    .catch((error: unknown) => {
      if (error instanceof NothingToDo) return { all: 0, open: 0 };
      throw error;
    });
}

/** Rolls the transaction back: a stream number that was taken must not be left without an event. */
class NothingToDo extends Error {}
