import type { SetTeam } from '#lib/contract/access/people.ts';
import { nameTaken, teamHasMembers } from '#lib/domain/access/access-rules.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManagePeople } from '#lib/domain/access/policy.ts';
import { sameName } from '#lib/domain/access/same-name.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';
import { recordAudit } from './audit.ts';
import { holdWorkspace, tellAccessChanged } from './workspace-event.ts';

/** Makes a team, or changes its name, region, what its reps see of each other, or archives it once nobody is in it. */
export function setTeam(context: Context, actor: Actor, input: SetTeam): Promise<{ teamId: string }> {
  return inTransaction(context, async (tx) => {
    if (!canManagePeople(actor)) throw notAllowed('manage_people');
    const held = await holdWorkspace(tx);
    if (!input.archived) await checkName(tx, input.name, input.teamId);
    const teamId = input.teamId === null ? await insertTeam(context, tx, input) : await updateTeam(context, tx, input);
    const kind = input.teamId === null ? 'team_created' : 'team_changed';
    const { name, region, repsSee, archived } = input;
    await recordAudit(context, tx, actor, kind, teamId, { name, region, repsSee, archived });
    await tellAccessChanged(context, tx, actor, held, await peopleOf(tx, teamId));
    return { teamId };
  });
}

async function insertTeam(context: Context, tx: Tx, input: SetTeam): Promise<string> {
  const teamId = context.newId();
  await tx.run('insert into teams (id, name, region, reps_see, created_at, archived_at) values (?, ?, ?, ?, ?, null)', [
    teamId,
    input.name,
    input.region || null,
    input.repsSee,
    context.now(),
  ]);
  return teamId;
}

async function updateTeam(context: Context, tx: Tx, input: SetTeam): Promise<string> {
  const team = await tx.get<{ id: string; archivedAt: number | null }>(
    'select id, archived_at as "archivedAt" from teams where id = ?',
    [input.teamId],
  );
  if (!team) throw notFound('team');
  if (input.archived) {
    const members = await peopleOf(tx, team.id);
    if (members.length > 0) throw teamHasMembers(members.length);
  }
  const archivedAt = input.archived ? (team.archivedAt ?? context.now()) : null;
  await tx.run('update teams set name = ?, region = ?, reps_see = ?, archived_at = ? where id = ?', [
    input.name,
    input.region || null,
    input.repsSee,
    archivedAt,
    team.id,
  ]);
  return team.id;
}

async function peopleOf(tx: Tx, teamId: string): Promise<string[]> {
  const rows = await tx.all<{ personId: string }>(
    'select distinct person_id as "personId" from team_members where team_id = ? and until_at is null',
    [teamId],
  );
  return rows.map(({ personId }) => personId);
}

async function checkName(tx: Tx, name: string, exceptId: string | null): Promise<void> {
  const others = await tx.all<{ name: string }>('select name from teams where archived_at is null and id <> ?', [
    exceptId ?? '',
  ]);
  if (others.some((other) => sameName(other.name, name))) throw nameTaken();
}
