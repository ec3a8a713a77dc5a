import type { Queries } from '../db/database.ts';

export interface TeamListEntry {
  id: string;
  name: string;
  region: string | null;
  repsSee: 'own' | 'team';
  archivedAt: number | null;
  memberIds: string[];
  managerIds: string[];
}

/** Teams with who is in them today; archived ones last. */
export async function teamsList(read: Queries): Promise<TeamListEntry[]> {
  const teams = await read.all<Omit<TeamListEntry, 'memberIds' | 'managerIds'>>(
    `select id, name, region, reps_see as "repsSee", archived_at as "archivedAt" from teams
     order by case when archived_at is null then 0 else 1 end, created_at, id`,
  );
  const duties = await read.all<{ teamId: string; personId: string; duty: 'member' | 'manager' }>(
    'select team_id as "teamId", person_id as "personId", duty from team_members where until_at is null',
  );
  const withDuty = (teamId: string, duty: 'member' | 'manager') =>
    duties.filter((one) => one.teamId === teamId && one.duty === duty).map(({ personId }) => personId);
  return teams.map((team) => ({
    ...team,
    memberIds: withDuty(team.id, 'member'),
    managerIds: withDuty(team.id, 'manager'),
  }));
}
