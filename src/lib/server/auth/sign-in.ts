import { accountDisabled, signInFailed } from '#lib/domain/access/access-rules.ts';
import { systemActor, type Actor, type Role } from '#lib/domain/access/actor.ts';
import { recordAudit } from '../access/audit.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { verifyPassword } from './passwords.ts';
import { createSessionIn, type NewSession } from './sessions.ts';
import { countAttempt } from './throttle.ts';

export interface SignInInput {
  email: string;
  password: string;
  /** Where the request came from, for throttling and the audit log. */
  address: string;
  userAgent: string | null;
}

export interface SignedIn extends NewSession {
  personId: string;
}

interface Account {
  id: string;
  role: Role;
  status: 'active' | 'disabled';
  passwordHash: string | null;
}

const BY_EMAIL = 'select id, role, status, password_hash as "passwordHash" from people where email = ?';
const visitor = systemActor('sign-in');

/** Opens a session for address and password. Refusals do not tell whether the address is known. */
export async function signIn(context: Context, input: SignInInput): Promise<SignedIn> {
  const email = input.email.trim().toLowerCase();
  const attempt = await countAttempt(context, email, input.address, () =>
    note(context, 'sign_in_throttled', null, input.address),
  );
  const account = await context.db.read.get<Account>(BY_EMAIL, [email]);
  const right = await verifyPassword(account?.passwordHash ?? null, input.password);
  if (!account || !right) {
    await note(context, 'sign_in_failed', account?.id ?? null, input.address);
    throw signInFailed(attempt.left);
  }
  // Said only to somebody who knows the password: it is no oracle.
  if (account.status !== 'active') throw accountDisabled();
  await attempt.succeeded();
  return openSession(context, account.id, input);
}

/** Opens a session for somebody who has shown who he is by another way: a one-time link, a sign-in of the demo. */
export function openSession(
  context: Context,
  personId: string,
  { address, userAgent }: Pick<SignInInput, 'address' | 'userAgent'>,
): Promise<SignedIn> {
  return inTransaction(context, async (tx) => {
    const account = await tx.get<Account>('select id, role, status from people where id = ?', [personId]);
    if (account?.status !== 'active') throw accountDisabled();
    const session = await createSessionIn(context, tx, personId, { userAgent });
    await recordAudit(context, tx, self(account), 'sign_in', personId, { address, userAgent });
    return { ...session, personId };
  });
}

const note = (context: Context, kind: 'sign_in_failed' | 'sign_in_throttled', target: string | null, address: string) =>
  inTransaction(context, (tx) => recordAudit(context, tx, visitor, kind, target, { address }));

const self = ({ id, role }: Account): Actor => ({
  kind: 'person',
  personId: id,
  role,
  teamId: null,
  seesTeamIds: [],
  managesTeamIds: [],
});
