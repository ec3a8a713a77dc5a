/** How a person is shown in a circle of 20 pixels: a tint that stays his, and one or two signs of his name. */

const HAN = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u;
/** A title after a surname (林主管, 王老师) tells nobody apart: the surname does. */
const TITLES = ['主管', '经理', '老师', '总监', '管理员', '先生', '女士'];

export const PERSON_TINTS = 6;

/** 1 to 6, the same for an id on every machine and in every session (FNV-1a). */
export function personTint(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) {
    hash ^= id.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return ((hash >>> 0) % PERSON_TINTS) + 1;
}

/** 李娜 → 娜, 林主管 → 林, Emma Clarke → EC, Madonna → M. */
export function initials(name: string): string {
  const trimmed = name.trim();
  if (!trimmed) return '?';
  if (HAN.test(trimmed)) {
    const bare = [...trimmed].filter((sign) => HAN.test(sign)).join('');
    const title = TITLES.find((word) => bare.endsWith(word) && bare.length > word.length);
    const signs = [...(title ? bare.slice(0, -title.length) : bare)];
    return signs.at(title ? 0 : -1) ?? '?';
  }
  const words = trimmed.split(/[\s.\-_@]+/u).filter(Boolean);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}
