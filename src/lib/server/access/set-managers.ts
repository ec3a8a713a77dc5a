import type { SetManagers } from '#lib/contract/access/people.ts';
import { managerNeedsRole } from '#lib/domain/access/access-rules.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManagePeople } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { checkTeam } from './add-person.ts';
import { recordAudit } from './audit.ts';
import { findPerson } from './edit-person.ts';
import { followNow, noteTeamMove } from './follow-owners-team.ts';
import { joinTeam, leaveTeams } from './membership.ts';
import { holdWorkspace, tellAccessChanged } from './workspace-event.ts';

/** Says who manages a team from now on; who managed it before stays in its history (M9). */
export async function setManagers(context: Context, actor: Actor, input: SetManagers): Promise<{ teamId: string }> {
  const { teamId } = input;
  const changed = await inTransaction(context, async (tx) => {
    if (!canManagePeople(actor)) throw notAllowed('manage_people');
    const held = await holdWorkspace(tx);
    await checkTeam(tx, teamId);
    const rows = await tx.all<{ personId: string }>(
      `select person_id as "personId" from team_members where team_id = ? and duty = 'manager' and until_at is null`,
      [teamId],
    );
    const before = new Set(rows.map(({ personId }) => personId));
    const after = new Set(input.personIds);
    const gone = [...before].filter((id) => !after.has(id));
    const added = [...after].filter((id) => !before.has(id));
    // In the order of their ids: their rows are held.
    for (const personId of [...gone, ...added].sort()) await noteTeamMove(context, tx, personId);
    for (const personId of gone) await leaveTeams(context, tx, personId, 'manager', teamId);
    for (const personId of added) {
      const person = await findPerson(tx, personId);
      if (person.role === 'rep') throw managerNeedsRole();
      await joinTeam(context, tx, personId, teamId, 'manager');
    }
    await recordAudit(context, tx, actor, 'team_managers_set', teamId, { added, gone });
    await tellAccessChanged(context, tx, actor, held, [...gone, ...added]);
    return [...gone, ...added];
  });
  // A manager who is member of no team works in the first he manages: his own leads go with him.
  for (const personId of changed) await followNow(context, actor, personId);
  return { teamId };
}
