import type { Role } from '#lib/domain/access/actor.ts';
import type { Queries } from '../db/database.ts';

export interface PersonListEntry {
  id: string;
  name: string;
  email: string | null;
  role: Role;
  status: 'active' | 'disabled';
  capacity: number | null;
  /** False until he has used his first link. */
  hasPassword: boolean;
  /** The team he is a member of now. */
  teamId: string | null;
  managesTeamIds: string[];
  openLeads: number;
  lastSeenAt: number | null;
}

type Row = Omit<PersonListEntry, 'hasPassword' | 'teamId' | 'managesTeamIds'> & { hasPassword: number };

const PEOPLE = `select p.id, p.name, p.email, p.role, p.status, p.capacity,
    case when p.password_hash is null then 0 else 1 end as "hasPassword",
    (select count(*) from leads l where l.owner_id = p.id and l.state = 'open') as "openLeads",
    (select max(s.last_seen_at) from sessions s where s.user_id = p.id) as "lastSeenAt"
  from people p order by p.name, p.id`;

const DUTIES = `select person_id as "personId", team_id as "teamId", duty from team_members
  where until_at is null order by from_at, id`;

/** Everybody who is or was here, for the people page. */
export async function peopleList(read: Queries): Promise<PersonListEntry[]> {
  const people = await read.all<Row>(PEOPLE);
  const duties = await read.all<{ personId: string; teamId: string; duty: 'member' | 'manager' }>(DUTIES);
  return people.map((person) => {
    const own = duties.filter(({ personId }) => personId === person.id);
    return {
      ...person,
      hasPassword: person.hasPassword === 1,
      openLeads: Number(person.openLeads),
      teamId: own.find(({ duty }) => duty === 'member')?.teamId ?? null,
      managesTeamIds: own.filter(({ duty }) => duty === 'manager').map(({ teamId }) => teamId),
    };
  });
}
