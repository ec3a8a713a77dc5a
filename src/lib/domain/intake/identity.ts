import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';

export type IdentityKind = 'phone' | 'email' | 'wechat';

/** The normal form of an identity (D1), or null when the text is not one. `region`: ISO country for numbers without a prefix. */
export function normalizeIdentity(kind: IdentityKind, raw: string, region: string): string | null {
  const text = raw.normalize('NFKC').trim();
  if (kind === 'phone') {
    const parsed = parsePhoneNumberFromString(text, region as CountryCode);
    return parsed?.isPossible() ? parsed.number : null;
  }
  if (kind === 'email') return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? text.toLowerCase() : null;
  return text.length > 0 && text.length <= 64 ? text.toLowerCase() : null;
}
