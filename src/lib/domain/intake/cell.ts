/** What people write where there is nothing; compared after folding width and case. */
const NOTHING = new Set([
  '',
  '-',
  '--',
  '—',
  '——',
  '/',
  '\\',
  'n/a',
  'na',
  'nan',
  'null',
  'none',
  'nil',
  '#n/a',
  'undefined',
  '无',
  '空',
  '暂无',
  '未填',
  '未知',
]);

/** A cell without invisible characters and spaces around it, NFKC: full-width digits and letters become plain. */
export const cleaned = (raw: string): string =>
  raw
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]+/gu, ' ')
    .trim();

export const isBlank = (raw: string): boolean => raw === '' || NOTHING.has(cleaned(raw).toLowerCase());
