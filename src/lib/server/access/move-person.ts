import type { MovePerson } from '#lib/contract/access/people.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManagePeople } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { checkTeam } from './add-person.ts';
import { recordAudit } from './audit.ts';
import { findPerson } from './edit-person.ts';
import { followNow, leadsToFollow, noteTeamMove } from './follow-owners-team.ts';
import { joinTeam, leaveTeams } from './membership.ts';
import { personNow } from './person-now.ts';
import { holdWorkspace, tellAccessChanged } from './workspace-event.ts';

export interface PersonMoved {
  personId: string;
  /** Open leads that go with him. */
  leads: number;
}

/**
 * Ends the person's membership and begins another (M9); null: no team. His leads go with him, in chunks, and go on doing so
 * when the server is stopped in between.
 */
export async function movePerson(context: Context, actor: Actor, input: MovePerson): Promise<PersonMoved> {
  const { personId, teamId } = input;
  const leads = await inTransaction(context, async (tx) => {
    if (!canManagePeople(actor)) throw notAllowed('manage_people');
    const held = await holdWorkspace(tx);
    await findPerson(tx, personId);
    await noteTeamMove(context, tx, personId);
    if (teamId !== null) await checkTeam(tx, teamId);
    const { teamId: from } = await personNow(tx, personId);
    await leaveTeams(context, tx, personId, 'member');
    if (teamId !== null) await joinTeam(context, tx, personId, teamId, 'member');
    await recordAudit(context, tx, actor, 'person_moved', personId, { from, to: teamId });
    await tellAccessChanged(context, tx, actor, held, [personId]);
    return leadsToFollow(tx, personId);
  });
  await followNow(context, actor, personId);
  return { personId, leads };
}
