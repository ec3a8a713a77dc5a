import type { PersonId } from '#lib/contract/access/people.ts';
import { notYourself } from '#lib/domain/access/access-rules.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canManagePeople } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import { withdrawLinks } from '../auth/one-time-links.ts';
import { dropSessions } from '../auth/sessions.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Queries } from '../db/database.ts';
import { recordAudit } from './audit.ts';
import { checkAdminRemains, findPerson } from './edit-person.ts';
import { holdWorkspace, tellAccessChanged } from './workspace-event.ts';

export interface PersonDisabled {
  personId: string;
  /** Leads that stay his until somebody takes them over: say so, and offer the hand-over. */
  openLeads: number;
}

/** Ends a person's access at once (X5): sessions, sockets, unused links. History, figures and leads stay his. */
export function disablePerson(context: Context, actor: Actor, { personId }: PersonId): Promise<PersonDisabled> {
  return inTransaction(context, async (tx) => {
    if (!canManagePeople(actor)) throw notAllowed('manage_people');
    if (actorId(actor) === personId) throw notYourself('disable');
    const held = await holdWorkspace(tx);
    const person = await findPerson(tx, personId);
    if (person.role === 'admin') await checkAdminRemains(tx, personId);
    await tx.run(`update people set status = 'disabled', disabled_at = ? where id = ? and status = 'active'`, [
      context.now(),
      personId,
    ]);
    const sessions = await dropSessions(context, tx, personId);
    await withdrawLinks(tx, personId);
    const openLeads = await openLeadsOf(tx, personId);
    await recordAudit(context, tx, actor, 'person_disabled', personId, { sessions, openLeads });
    await tellAccessChanged(context, tx, actor, held, [personId]);
    return { personId, openLeads };
  });
}

export async function openLeadsOf(read: Queries, personId: string): Promise<number> {
  const row = await read.get<{ n: number }>(`select count(*) as n from leads where owner_id = ? and state = 'open'`, [
    personId,
  ]);
  return Number(row?.n ?? 0);
}

/** Lets a person sign in again, with the password he had. */
export function enablePerson(context: Context, actor: Actor, { personId }: PersonId): Promise<{ personId: string }> {
  return inTransaction(context, async (tx) => {
    if (!canManagePeople(actor)) throw notAllowed('manage_people');
    const held = await holdWorkspace(tx);
    await findPerson(tx, personId);
    await tx.run(`update people set status = 'active', disabled_at = null where id = ?`, [personId]);
    await recordAudit(context, tx, actor, 'person_enabled', personId);
    await tellAccessChanged(context, tx, actor, held, [personId]);
    return { personId };
  });
}
