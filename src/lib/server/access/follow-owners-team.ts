import type { Actor } from '#lib/domain/access/actor.ts';
import { takeBoard } from '../board/take-board.ts';
import { findLeads, type Lead } from '../board/lead-row.ts';
import { saveLeads } from '../board/save-leads.ts';
import type { Context } from '../context/context.ts';
import type { Queries, Tx } from '../db/database.ts';
import { personNow } from './person-now.ts';

const CHUNK = 200;

const OTHER_TEAM = `coalesce(l.team_id, '') <> coalesce(?, '')`;
const LOCK = 'update people set id = id where id = ?';

/**
 * Says, in the transaction that changes somebody's team, that his leads are to follow: until they all have, the job
 * follow-teams goes on with it, after a crash too. The person's row is held, so that a lead that is given to him at the same
 * moment is either seen by those who follow, or takes the new team.
 */
export async function noteTeamMove(context: Context, tx: Tx, personId: string): Promise<void> {
  await tx.run(LOCK, [personId]);
  await tx.run(
    'insert into team_moves (person_id, at) values (?, ?) on conflict (person_id) do update set at = excluded.at',
    [personId, context.now()],
  );
}

/** How many of a person's open leads carry another team than his. */
export async function leadsToFollow(read: Queries, personId: string): Promise<number> {
  const { teamId } = await personNow(read, personId);
  const row = await read.get<{ n: number }>(
    `select count(*) as "n" from leads l where l.owner_id = ? and l.state = 'open' and ${OTHER_TEAM}`,
    [personId, teamId],
  );
  return Number(row?.n ?? 0);
}

/**
 * An owned lead, closed or not, carries its owner's team, on which it depends who sees it: his colleagues, and in a team
 * whose reps see each other's cards he himself (viewScope). Brings the leads of one person in line with the team he is in
 * now: a chunk per transaction, so that a board is never held for long. Running it again, twice at once, or after it was
 * interrupted, changes only what is still different. Figures of closed leads stay with the credit taken at the close (M9).
 * Answers how many open leads it changed.
 */
export async function followOwnersTeam(
  context: Context,
  actor: Actor,
  personId: string,
  stopped: () => boolean = () => false,
): Promise<number> {
  let changed = 0;
  while (!stopped() && !(await allFollowed(context, personId))) {
    const boards = await context.db.read.all<{ boardId: string }>(
      `select distinct board_id as "boardId" from leads where owner_id = ? order by board_id`,
      [personId],
    );
    for (const { boardId } of boards) {
      for (;;) {
        if (stopped()) return changed;
        const { all, open } = await followOnBoard(context, actor, personId, boardId);
        changed += open;
        if (all < CHUNK) break;
        // Lets moves and claims of others in between two chunks.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
  return changed;
}

/** The same for a command whose own change is on disk already: what fails here, the job makes good. */
export async function followNow(context: Context, actor: Actor, personId: string): Promise<void> {
  try {
    await followOwnersTeam(context, actor, personId);
  } catch (error) {
    context.log.warn({ err: error, personId }, 'the leads of a person follow his team later');
  }
}

/** Under the person's hold: nobody gives him a lead and nobody moves him meanwhile. */
function allFollowed(context: Context, personId: string): Promise<boolean> {
  return context.db.transaction(async (tx) => {
    await tx.run(LOCK, [personId]);
    const { teamId } = await personNow(tx, personId);
    const other = await tx.get(`select l.id from leads l where l.owner_id = ? and ${OTHER_TEAM} limit 1`, [
      personId,
      teamId,
    ]);
    if (other) return false;
    await tx.run('delete from team_moves where person_id = ?', [personId]);
    return true;
  });
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
        `l.board_id = ? and l.owner_id = ? and ${OTHER_TEAM} order by l.id limit ${CHUNK}`,
        [boardId, personId, teamId],
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
