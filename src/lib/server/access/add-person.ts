import type { AddPerson } from '#lib/contract/access/people.ts';
import { emailTaken, teamArchived } from '#lib/domain/access/access-rules.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManagePeople } from '#lib/domain/access/policy.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import { makeLink } from '../auth/one-time-links.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Queries, Tx } from '../db/database.ts';
import { recordAudit } from './audit.ts';
import { joinTeam } from './membership.ts';
import { holdWorkspace, tellWorkspaceChanged } from './workspace-event.ts';

export interface PersonAdded {
  personId: string;
  /** The one-time link with which he chooses his password; its path is /password/<token>. */
  token: string;
  expiresAt: number;
}

/** Adds somebody who may sign in. Nobody ever has a default password: he gets a link and chooses his own. */
export function addPerson(context: Context, actor: Actor, input: AddPerson): Promise<PersonAdded> {
  return inTransaction(context, async (tx) => {
    if (!canManagePeople(actor)) throw notAllowed('manage_people');
    const held = await holdWorkspace(tx);
    await checkEmail(tx, input.email, null);
    const personId = context.newId();
    await tx.run(
      `insert into people (id, email, name, role, status, password_hash, must_change_password, locale, theme, capacity, created_at, disabled_at)
       values (?, ?, ?, ?, 'active', null, 0, ?, null, ?, ?, null)`,
      [personId, input.email, input.name, input.role, input.locale, input.capacity, context.now()],
    );
    if (input.teamId !== null) {
      await checkTeam(tx, input.teamId);
      await joinTeam(context, tx, personId, input.teamId, 'member');
    }
    const link = await makeLink(context, tx, 'password', personId);
    await recordAudit(context, tx, actor, 'person_added', personId, { role: input.role, teamId: input.teamId });
    await tellWorkspaceChanged(context, tx, actor, held, 'people');
    return { personId, ...link };
  });
}

export async function checkEmail(read: Queries, email: string, exceptId: string | null): Promise<void> {
  const other = await read.get<{ id: string }>('select id from people where email = ? and id <> ?', [
    email,
    exceptId ?? '',
  ]);
  if (other) throw emailTaken();
}

/** Refuses an unknown or archived team. */
export async function checkTeam(tx: Tx, teamId: string): Promise<void> {
  const team = await tx.get<{ archivedAt: number | null }>(
    'select archived_at as "archivedAt" from teams where id = ?',
    [teamId],
  );
  if (!team) throw notFound('team');
  if (team.archivedAt !== null) throw teamArchived();
}
