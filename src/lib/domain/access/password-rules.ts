import { DomainError } from '../errors.ts';

export const MIN_PASSWORD_LENGTH = 10;
/** Long enough for every passphrase, short enough that hashing one cannot be used to keep the server busy. */
export const MAX_PASSWORD_LENGTH = 200;

export interface PasswordOwner {
  name: string;
  email: string | null;
}

export const passwordTooShort = (least: number) =>
  new DomainError('password_too_short', `a password has at least ${least} characters`, { least });
export const passwordTooLong = (most: number) =>
  new DomainError('password_too_long', `a password has at most ${most} characters`, { most });
export const passwordTooObvious = () =>
  new DomainError('password_too_obvious', 'a password is neither the name, the address nor one sign repeated');

const bare = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s._-]/gu, '');

/**
 * Length before composition, as NIST SP 800-63B asks: long passwords, no rules about digits and signs, and not what an
 * attacker would try first for this person.
 */
export function checkPassword(password: string, owner: PasswordOwner): void {
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) throw passwordTooShort(MIN_PASSWORD_LENGTH);
  if (length > MAX_PASSWORD_LENGTH) throw passwordTooLong(MAX_PASSWORD_LENGTH);
  const tried = bare(password);
  const [local = '', domain = ''] = (owner.email ?? '').split('@');
  const obvious = [owner.name, owner.email ?? '', local, `${local}${domain.split('.')[0] ?? ''}`].map(bare);
  const repeated = new Set(tried).size <= 2;
  if (repeated || obvious.some((word) => word.length > 2 && (tried === word || padded(tried, word)))) {
    throw passwordTooObvious();
  }
}

/** The name with only digits around it is still the name. */
const padded = (tried: string, word: string): boolean => tried.includes(word) && /^\d*$/u.test(tried.replace(word, ''));
