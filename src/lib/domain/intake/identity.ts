import { parsePhone } from './phone.ts';

export const identityKinds = ['phone', 'email', 'wechat'] as const;
export type IdentityKind = (typeof identityKinds)[number];
export type IdentityProblem = 'empty' | 'not_a_phone' | 'rounded_by_spreadsheet' | 'not_an_email' | 'not_a_wechat_id';
export type IdentityResult = { value: string } | { problem: IdentityProblem };

/**
 * The normal form by which two people are recognised as one (D1), or why there is none. The raw input is kept beside it.
 * @param phoneRegion ISO country for numbers without a country's code
 */
export function parseIdentity(kind: IdentityKind, raw: string, phoneRegion: string): IdentityResult {
  switch (kind) {
    case 'phone':
      return parsePhone(raw, phoneRegion);
    case 'email':
      return parseEmail(raw);
    case 'wechat':
      return parseWechat(raw);
  }
}

export function normalizeIdentity(kind: IdentityKind, raw: string, phoneRegion: string): string | null {
  const result = parseIdentity(kind, raw, phoneRegion);
  return 'value' in result ? result.value : null;
}

const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}-]{0,61}[\\p{L}\\p{N}\\p{M}])?';
const EMAIL = new RegExp(
  `^[^\\s@<>()\\[\\],;:"\\\\]{1,64}@(?:${LABEL}\\.)+\\p{L}[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}]$`,
  'u',
);

/**
 * Lower case as a whole: addresses that differ by case in front of the @ are one mailbox everywhere that matters. Takes
 * what is in angle brackets (Wei <wei@acme.com>), and ＠ and 。 as an input method leaves them.
 */
export function parseEmail(raw: string): IdentityResult {
  const text = raw
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  if (text === '') return { problem: 'empty' };
  const bare = (/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text).replace(/^mailto:/i, '').trim();
  const at = bare.lastIndexOf('@');
  const address = (bare.slice(0, at + 1) + bare.slice(at + 1).replaceAll('。', '.')).toLowerCase();
  const local = address.slice(0, address.indexOf('@'));
  const wellFormed =
    address.length <= 254 &&
    EMAIL.test(address) &&
    !local.startsWith('.') &&
    !local.endsWith('.') &&
    !local.includes('..');
  return wellFormed ? { value: address } : { problem: 'not_an_email' };
}

/** A WeChat id is a letter and 5 to 19 letters, digits, _ or -, case not counting; or a phone or QQ number bound to it. */
const WECHAT_ID = /^[a-z][a-z0-9_-]{5,19}$/;
const BOUND_NUMBER = /^\d{5,15}$/;

export function parseWechat(raw: string): IdentityResult {
  const text = raw
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .toLowerCase();
  if (text === '') return { problem: 'empty' };
  const id = text.replace(/^(?:微信号?|wechat|wx)\s*:\s*/u, '');
  if (WECHAT_ID.test(id)) return { value: id };
  const digits = id.replace(/[\s-]/g, '').replace(/^\+86/, '');
  return BOUND_NUMBER.test(digits) ? { value: digits } : { problem: 'not_a_wechat_id' };
}
