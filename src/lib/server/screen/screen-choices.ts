import type { Actor } from '#lib/domain/access/actor.ts';
import { canSeeBoard, canShowTeam } from '#lib/domain/access/policy.ts';
import type { Queries } from '../db/database.ts';

interface Choice {
  id: string;
  name: string;
}

/** The boards and teams that somebody may put on a wall. */
export async function screenChoices(read: Queries, actor: Actor): Promise<{ boards: Choice[]; teams: Choice[] }> {
  const boards = await read.all<Choice & { visibility: 'everyone' | 'teams' }>(
    'select id, name, visibility from boards where archived_at is null order by rank',
  );
  const of = await read.all<{ boardId: string; teamId: string }>(
    'select board_id as "boardId", team_id as "teamId" from board_teams',
  );
  const teams = await read.all<Choice>('select id, name from teams where archived_at is null order by name');
  const teamIdsOf = (boardId: string) => of.filter((row) => row.boardId === boardId).map(({ teamId }) => teamId);
  return {
    boards: boards
      .filter(({ id, visibility }) => canSeeBoard(actor, { visibility, teamIds: teamIdsOf(id) }))
      .map(({ id, name }) => ({ id, name })),
    teams: teams.filter(({ id }) => canShowTeam(actor, id)),
  };
}
