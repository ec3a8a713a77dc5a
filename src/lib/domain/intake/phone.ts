// The `max` build: `min` checks lengths only and calls almost anything valid. About 12 µs a number; 145 kB, so keep this
// module out of the browser's bundles.
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';

export type PhoneProblem = 'empty' | 'not_a_phone' | 'rounded_by_spreadsheet';
export type PhoneResult = { value: string } | { problem: PhoneProblem };

/** 179xx is no mobile but a carrier's prefix, dialled before a number. */
const CHINESE_MOBILE = /^1(?!79)[3-9]\d{9}$/;
const MOBILE_AT_HOME = /^(?:\+86|0086|86)?(1(?!79)[3-9]\d{9})$/;
const MOBILE_ABROAD = /^\+86(1(?!79)[3-9]\d{9})$/;
/** What copying from web pages, mails and spreadsheets leaves around a number. */
const INVISIBLE = /[\p{Cf}\p{Cc}']/gu;
const LABEL = /^[\p{L}\s]*:\s*/u;
const CHINESE_EXTENSION = /\s*(?:转|分机号?)\s*:?\s*\d+$/u;
/** A word behind the number, bracketed or not: 13812345678（妈妈）. */
const REMARK = /(?<=\d{4})[\s(]+\p{L}[\p{L}\s]*\)?$|(?<=\d{4})\p{Script=Han}+$/u;
const SCIENTIFIC = /^(\d)(?:\.(\d+))?e\+?(\d+)$/i;

/**
 * A phone number in E.164 (D1). Numbers without a country's code are read as the region dials them.
 * A Chinese mobile needs no library: eleven digits beginning 13 to 19. That is also wider than the library, which learns
 * a new number range months after the first customer has one.
 * @param region ISO country of the workspace, e.g. CN
 */
export function parsePhone(raw: string, region: string): PhoneResult {
  if (region === 'CN' && CHINESE_MOBILE.test(raw)) return { value: `+86${raw}` };
  const text = raw.normalize('NFKC').replace(INVISIBLE, '').trim();
  if (text === '') return { problem: 'empty' };
  const number = tidy(text);
  const rounded = SCIENTIFIC.exec(number);
  if (rounded) {
    const digits = rounded[1]! + (rounded[2] ?? '');
    if (digits.length !== Number(rounded[3]) + 1) return { problem: 'rounded_by_spreadsheet' };
    return parsePhone(digits, region);
  }
  const mobile = (region === 'CN' ? MOBILE_AT_HOME : MOBILE_ABROAD).exec(number.replace(/[\s-]/g, ''))?.[1];
  if (mobile !== undefined) return { value: `+86${mobile}` };
  const context = /^(.*?);.*?phone-context=\+(\d{1,7})/i.exec(number);
  const parsed = context
    ? parsePhoneNumberFromString(`+${context[2]}${context[1]!.replace(/\D/g, '').replace(/^0/, '')}`)
    : parsePhoneNumberFromString(number, { defaultCountry: region as CountryCode, extract: false });
  return parsed?.isValid() ? { value: parsed.number } : { problem: 'not_a_phone' };
}

function tidy(text: string): string {
  return text
    .replace(LABEL, '')
    .replace(/^tel:/i, '')
    .replace(CHINESE_EXTENSION, '')
    .replace(REMARK, '')
    .replace(/^(\d{5,15})\.0+$/, '$1')
    .replace(/^\+[+\s]*(?:(?:00|011)\s*(?=[1-9]))?/, '+');
}

/**
 * The numbers in one cell: 13800000000/13900000000. Split only where every part is a number by itself, since 301/23456
 * is one. A cell of which a part is no number is refused as a whole.
 */
export function parsePhones(raw: string, region: string): { values: string[] } | { problem: PhoneProblem } {
  const whole = parsePhone(raw, region);
  if ('value' in whole) return { values: [whole.value] };
  const parts = raw
    .normalize('NFKC')
    .split(/[/;,、|\n]|\s或\s?|或/u)
    .filter((part) => part.trim() !== '');
  if (parts.length < 2) return whole;
  const values = new Set<string>();
  for (const part of parts) {
    const result = parsePhone(part, region);
    if ('problem' in result) return result;
    values.add(result.value);
  }
  return { values: [...values] };
}
