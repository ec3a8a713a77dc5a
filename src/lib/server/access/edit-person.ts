import type { EditPerson } from '#lib/contract/access/people.ts';
import { lastAdmin, needsEmail, notYourself } from '#lib/domain/access/access-rules.ts';
import { actorId, type Actor, type Role } from '#lib/domain/access/actor.ts';
import { canManagePeople } from '#lib/domain/access/policy.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Queries, Tx } from '../db/database.ts';
import { checkEmail } from './add-person.ts';
import { recordAudit } from './audit.ts';
import { followNow, noteTeamMove } from './follow-owners-team.ts';
import { leaveTeams } from './membership.ts';
import { checkSeen } from '../context/seen-mark.ts';
import { holdWorkspace, tellAccessChanged } from './workspace-event.ts';

export interface PersonRow {
  id: string;
  name: string;
  email: string | null;
  role: Role;
  status: 'active' | 'disabled';
  capacity: number | null;
  passwordHash: string | null;
}

export async function findPerson(read: Queries, personId: string): Promise<PersonRow> {
  const row = await read.get<PersonRow>(
    'select id, name, email, role, status, capacity, password_hash as "passwordHash" from people where id = ?',
    [personId],
  );
  if (!row) throw notFound('person');
  return row;
}

type PersonShown = Omit<EditPerson, 'personId' | 'seen'> & { teamId: string | null };

const MEMBER_OF = `select team_id as "teamId" from team_members
  where person_id = ? and duty = 'member' and until_at is null order by from_at, id limit 1`;

/** A person as his form shows him, with the team that the same form can change. */
export async function shownPerson(read: Queries, personId: string): Promise<PersonShown> {
  const { name, email, role, capacity } = await findPerson(read, personId);
  const team = await read.get<{ teamId: string }>(MEMBER_OF, [personId]);
  return { name, email, role, capacity, teamId: team?.teamId ?? null };
}

/** Name, sign-in address, role and capacity. Who stops being a manager manages no team any longer. */
export async function editPerson(context: Context, actor: Actor, input: EditPerson): Promise<{ personId: string }> {
  const { personId, managedTeams } = await inTransaction(context, async (tx) => {
    if (!canManagePeople(actor)) throw notAllowed('manage_people');
    const held = await holdWorkspace(tx);
    const before = await findPerson(tx, input.personId);
    checkSeen(input.seen, await shownPerson(tx, before.id));
    if (input.email !== null) await checkEmail(tx, input.email, before.id);
    else if (before.passwordHash !== null) throw needsEmail();
    if (before.role === 'admin' && input.role !== 'admin') {
      if (actorId(actor) === before.id) throw notYourself('role');
      await checkAdminRemains(tx, before.id);
    }
    await tx.run('update people set name = ?, email = ?, role = ?, capacity = ? where id = ?', [
      input.name,
      input.email,
      input.role,
      input.capacity,
      before.id,
    ]);
    const managedTeams = input.role === 'rep' ? await leaveTeams(context, tx, before.id, 'manager') : 0;
    if (managedTeams > 0) await noteTeamMove(context, tx, before.id);
    await recordAudit(context, tx, actor, 'person_changed', before.id, changesOf(before, input));
    await tellAccessChanged(context, tx, actor, held, [before.id]);
    return { personId: before.id, managedTeams };
  });
  // Who was member of no team worked in the first he managed: his own leads go with him.
  if (managedTeams > 0) await followNow(context, actor, personId);
  return { personId };
}

/** Names of what changed; the new role and capacity with their values, name and address without (C1). */
function changesOf(before: PersonRow, after: EditPerson): Record<string, unknown> {
  const fields = (['name', 'email', 'role', 'capacity'] as const).filter((field) => before[field] !== after[field]);
  return {
    fields,
    ...(before.role === after.role ? {} : { role: after.role, roleBefore: before.role }),
    ...(before.capacity === after.capacity ? {} : { capacity: after.capacity, capacityBefore: before.capacity }),
  };
}

/** Under the workspace's hold, so that two admins cannot remove each other at once. */
export async function checkAdminRemains(tx: Tx, withoutId: string): Promise<void> {
  const other = await tx.get<{ id: string }>(
    `select id from people where role = 'admin' and status = 'active' and id <> ? limit 1`,
    [withoutId],
  );
  if (!other) throw lastAdmin();
}
