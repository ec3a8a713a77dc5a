/**
 * What people and programs write where there is nothing. By case, since Null and Nan are names; unknown and 未知 are
 * values: a channel nobody knows is not the same as none entered.
 */
const NOTHING = new Set([
  '',
  '-',
  '--',
  '—',
  '——',
  '/',
  'n/a',
  'N/A',
  '#N/A',
  'null',
  'NULL',
  'NaN',
  'nan',
  'None',
  'none',
  'NONE',
  'undefined',
  '无',
  '暂无',
  '未填',
]);

/** A cell without invisible characters and spaces around it, NFKC: full-width digits and letters become plain. */
export const cleaned = (raw: string): string =>
  raw
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]+/gu, ' ')
    .trim();

export const isBlank = (raw: string): boolean => raw === '' || NOTHING.has(cleaned(raw));
