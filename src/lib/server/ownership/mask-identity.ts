import type { IdentityKind } from '#lib/domain/intake/identity.ts';

const HIDDEN = '****';

/** Enough of a number, address or id to recognise it by, too little to use it (P5). */
export function maskIdentity(kind: IdentityKind, value: string): string {
  switch (kind) {
    case 'phone':
      return maskPhone(value);
    case 'email':
      return maskEmail(value);
    case 'wechat':
      return value.length < 5 ? HIDDEN : `${value.slice(0, 2)}${HIDDEN}${value.slice(-1)}`;
  }
}

function maskPhone(value: string): string {
  const mobile = /^\+86(1\d\d)\d{4}(\d{4})$/.exec(value);
  if (mobile) return `${mobile[1]} ${HIDDEN} ${mobile[2]}`;
  if (value.length < 9) return HIDDEN;
  return `${value.slice(0, 3)} ${HIDDEN} ${value.slice(-3)}`;
}

function maskEmail(value: string): string {
  const at = value.lastIndexOf('@');
  return at < 1 ? HIDDEN : `${value[0]}${HIDDEN}${value.slice(at)}`;
}

/** Free text that everybody reads may have a number in it. */
export const hideNumbers = (text: string): string =>
  text.replace(/\+?\d[\d\s-]{4,}\d/g, HIDDEN).replace(/\S+@\S+/g, HIDDEN);
