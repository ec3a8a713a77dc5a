import type { ChangePassword } from '#lib/contract/access/people.ts';
import { linkInvalid, wrongPassword } from '#lib/domain/access/access-rules.ts';
import { systemActor, type Actor } from '#lib/domain/access/actor.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import { recordAudit } from '../access/audit.ts';
import { findPerson, type PersonRow } from '../access/edit-person.ts';
import { holdWorkspace, tellSessionsEnded } from '../access/workspace-event.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { readLink, useLink } from './one-time-links.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { dropSessions } from './sessions.ts';
import { countAttempt } from './throttle.ts';

const SET = 'update people set password_hash = ?, must_change_password = 0 where id = ?';

/** For whom a password link was made; refuses one that no longer works. */
export async function personOfLink(context: Context, token: string): Promise<PersonRow> {
  const { personId } = await readLink(context, context.db.read, 'password', token);
  if (personId === null) throw linkInvalid();
  const person = await findPerson(context.db.read, personId);
  if (person.status !== 'active') throw linkInvalid();
  return person;
}

/**
 * Sets the password of whoever holds the link, uses the link up and ends every session he had.
 * @param locale the language in which he opened it: his own from now on, unless he has chosen one
 */
export async function setPasswordByLink(
  context: Context,
  token: string,
  password: string,
  locale: 'zh-CN' | 'en' | null = null,
): Promise<{ personId: string }> {
  const person = await personOfLink(context, token);
  const passwordHash = await hashPassword(password, person);
  return inTransaction(context, async (tx) => {
    const held = await holdWorkspace(tx);
    await useLink(context, tx, 'password', token);
    await tx.run(SET, [passwordHash, person.id]);
    await tx.run('update people set locale = coalesce(locale, ?) where id = ?', [locale, person.id]);
    const sessions = await dropSessions(context, tx, person.id);
    const actor = systemActor('password-link');
    await recordAudit(context, tx, actor, 'password_set', person.id, { by: 'link', sessions });
    await tellSessionsEnded(context, tx, actor, held, person.id);
    return { personId: person.id };
  });
}

/** A signed-in person's own change: asks for the present password, ends his other sessions. */
export async function changePassword(
  context: Context,
  actor: Actor,
  input: ChangePassword,
  request: { token: string; address: string },
): Promise<{ ended: number }> {
  if (actor.kind !== 'person') throw notAllowed('change_password');
  const person = await findPerson(context.db.read, actor.personId);
  // Somebody at an unlocked screen could guess here as well as at the sign-in page.
  const attempt = await countAttempt(context, person.email ?? person.id, request.address, async () => {});
  if (!(await verifyPassword(person.passwordHash, input.present))) throw wrongPassword();
  await attempt.succeeded();
  const passwordHash = await hashPassword(input.password, person);
  return inTransaction(context, async (tx) => {
    const held = await holdWorkspace(tx);
    await tx.run(SET, [passwordHash, person.id]);
    const ended = await dropSessions(context, tx, person.id, request.token);
    await recordAudit(context, tx, actor, 'password_set', person.id, { by: 'self', sessions: ended });
    await tellSessionsEnded(context, tx, actor, held, person.id);
    return { ended };
  });
}
