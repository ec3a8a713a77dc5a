import { notFound } from '#lib/domain/errors.ts';
import type { Actor, PersonActor, Role } from '#lib/domain/access/actor.ts';
import type { Queries } from '../db/database.ts';

export interface PersonNow {
  id: string;
  name: string;
  role: Role;
  status: 'active' | 'disabled';
  capacity: number | null;
  /** The team he works in today; a manager without one works in the first he manages. */
  teamId: string | null;
}

const PERSON = 'select id, name, role, status, capacity from people where id = ?';
const TEAMS = `select m.team_id as "teamId", m.duty, t.reps_see as "repsSee"
  from team_members m join teams t on t.id = m.team_id
  where m.person_id = ? and m.until_at is null and t.archived_at is null order by m.from_at, m.id`;

interface Membership {
  teamId: string;
  duty: 'member' | 'manager';
  repsSee: 'own' | 'team';
}

export async function personNow(read: Queries, personId: string): Promise<PersonNow> {
  const person = await read.get<Omit<PersonNow, 'teamId'>>(PERSON, [personId]);
  if (!person) throw notFound('person');
  return { ...person, teamId: homeTeam(await read.all<Membership>(TEAMS, [personId])) };
}

/** The actor a signed-in person is today; undefined when he may not act (disabled, unknown). */
export async function loadActor(read: Queries, personId: string): Promise<PersonActor | undefined> {
  const person = await read.get<Omit<PersonNow, 'teamId'>>(PERSON, [personId]);
  if (!person || person.status !== 'active') return undefined;
  const memberships = await read.all<Membership>(TEAMS, [personId]);
  return {
    kind: 'person',
    personId,
    role: person.role,
    teamId: homeTeam(memberships),
    seesTeamIds: memberships
      .filter(({ duty, repsSee }) => duty === 'member' && repsSee === 'team')
      .map(({ teamId }) => teamId),
    managesTeamIds: memberships.filter(({ duty }) => duty === 'manager').map(({ teamId }) => teamId),
  };
}

function homeTeam(memberships: readonly Membership[]): string | null {
  return (memberships.find(({ duty }) => duty === 'member') ?? memberships[0])?.teamId ?? null;
}

export const sameRights = (a: Actor, b: Actor): boolean => JSON.stringify(a) === JSON.stringify(b);
