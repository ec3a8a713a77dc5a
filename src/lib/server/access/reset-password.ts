import type { PersonId } from '#lib/contract/access/people.ts';
import { needsEmail, personIsDisabled } from '#lib/domain/access/access-rules.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManagePeople } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import { makeLink, type NewLink } from '../auth/one-time-links.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { recordAudit } from './audit.ts';
import { findPerson } from './edit-person.ts';
import { holdWorkspace, tellWorkspaceChanged } from './workspace-event.ts';

/** A fresh one-time link for somebody who forgot his password. The old one works until he chooses another. */
export function resetPassword(context: Context, actor: Actor, { personId }: PersonId): Promise<NewLink> {
  return inTransaction(context, async (tx) => {
    if (!canManagePeople(actor)) throw notAllowed('manage_people');
    const held = await holdWorkspace(tx);
    const person = await findPerson(tx, personId);
    if (person.status !== 'active') throw personIsDisabled();
    if (person.email === null) throw needsEmail();
    const link = await makeLink(context, tx, 'password', personId);
    await recordAudit(context, tx, actor, 'password_link_made', personId, { expiresAt: link.expiresAt });
    await tellWorkspaceChanged(context, tx, actor, held, 'people');
    return link;
  });
}
