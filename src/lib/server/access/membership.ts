import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';

/** Membership is history (M9): rows are begun and ended, never changed. */
export type Duty = 'member' | 'manager';

const JOIN = 'insert into team_members (id, team_id, person_id, duty, from_at, until_at) values (?, ?, ?, ?, ?, null)';

export async function joinTeam(context: Context, tx: Tx, personId: string, teamId: string, duty: Duty): Promise<void> {
  await tx.run(JOIN, [context.newId(), teamId, personId, duty, context.now()]);
}

/** Ends what a person is now: in one team, or in all. Answers how many rows ended. */
export function leaveTeams(context: Context, tx: Tx, personId: string, duty: Duty, teamId?: string): Promise<number> {
  const sql = 'update team_members set until_at = ? where person_id = ? and duty = ? and until_at is null';
  if (teamId === undefined) return tx.run(sql, [context.now(), personId, duty]);
  return tx.run(`${sql} and team_id = ?`, [context.now(), personId, duty, teamId]);
}
