import { hash, verify } from '@node-rs/argon2';
import { checkPassword, type PasswordOwner } from '#lib/domain/access/password-rules.ts';
import { newSecret } from './secret-token.ts';

/**
 * argon2id with 19 MiB, two passes, one lane: the first recommendation of OWASP's Password Storage Cheat Sheet
 * (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html, "Argon2id"). About 25 ms on one core.
 * `2` is Algorithm.Argon2id, which is a const enum and has no value at run time.
 */
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Refuses a weak password by a DomainError, else answers its hash. Takes time: call it before the transaction. */
export function hashPassword(password: string, owner: PasswordOwner): Promise<string> {
  checkPassword(password, owner);
  return hash(password.normalize('NFKC'), PARAMETERS);
}

let decoy: Promise<string> | undefined;

/**
 * Whether the password is right. Without a stored hash the same work is done against a decoy, so that the time of the
 * answer does not tell whether an address is known.
 */
export async function verifyPassword(storedHash: string | null, password: string): Promise<boolean> {
  const fallback = await (decoy ??= hash(newSecret(), PARAMETERS));
  const right = await verify(storedHash ?? fallback, password.normalize('NFKC'));
  return right && storedHash !== null;
}
