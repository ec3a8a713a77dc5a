import type { DateFormat } from './dates.ts';
import type { DecimalMark } from './money.ts';

/** What a column of a file can become. `stageAt` is the entry into one named stage, kept as history (D7). */
export const importFields = [
  'externalId',
  'name',
  'company',
  'phone',
  'email',
  'wechat',
  'region',
  'remark',
  'stage',
  'owner',
  'team',
  'channel',
  'campaign',
  'product',
  'expected',
  'won',
  'currency',
  'intent',
  'tags',
  'arrivedAt',
  'stageAt',
  'closedAt',
  'nextAt',
  'lostReason',
] as const;
export type ImportField = (typeof importFields)[number];

export const dateFields = ['arrivedAt', 'stageAt', 'closedAt', 'nextAt'] as const satisfies readonly ImportField[];
export const moneyFields = ['expected', 'won'] as const satisfies readonly ImportField[];
/** Fields that several columns may fill; every other field has one. */
export const repeatedFields = ['phone', 'email', 'wechat', 'tags', 'stageAt'] as const satisfies readonly ImportField[];

export const isDateField = (field: ImportField): boolean => (dateFields as readonly ImportField[]).includes(field);
export const isMoneyField = (field: ImportField): boolean => (moneyFields as readonly ImportField[]).includes(field);
export const isRepeatedField = (field: ImportField): boolean =>
  (repeatedFields as readonly ImportField[]).includes(field);

export interface ColumnRule {
  /** The header as it stands in the file; case, width and spaces around it do not count. */
  column: string;
  field: ImportField;
  /** The stage of a `stageAt` column. */
  stage?: string;
  /** How a date column is written; needed for every date field. */
  format?: DateFormat;
  /** The decimal mark of a money column, where amounts like 1.234 occur. */
  decimal?: DecimalMark;
  /**
   * What a cell's text means here: { "GTXPro": "GTX Pro" }. Case, width and spaces around do not count; a text that is
   * not listed stays as it is, one that is mapped to '' is taken as blank.
   */
  values?: Record<string, string>;
}

/** How a file is read. The same in the page and in `import … --map MAP.json`. */
export interface ImportMapping {
  columns: ColumnRule[];
  /** For every row, whatever the file says: { "channel": "Trade fair" }. */
  constants?: Partial<Record<ImportField, string>>;
  /** For rows whose cell is blank. */
  defaults?: Partial<Record<ImportField, string>>;
  /** What a lead without a name is called by: the first of these fields that the row has. */
  nameFrom?: ImportField[];
}

export const usualNameFrom: readonly ImportField[] = ['company', 'externalId'];

export type MappingProblem =
  | { problem: 'no_such_column'; column: string }
  | { problem: 'column_twice'; column: string }
  | { problem: 'field_twice'; column: string; field: ImportField }
  | { problem: 'format_missing'; column: string; field: ImportField }
  | { problem: 'stage_missing'; column: string }
  | { problem: 'nothing_to_name' };

/** What makes a mapping unusable for a file with these headers; empty when it can be used. */
export function mappingProblems(mapping: ImportMapping, headers: readonly string[]): MappingProblem[] {
  const problems: MappingProblem[] = [];
  const known = new Set(headers.map(headerKey));
  const columns = new Set<string>();
  const fields = new Set<string>();
  for (const { column, field, format, stage } of mapping.columns) {
    const key = `${headerKey(column)}\n${field}\n${stage ?? ''}`;
    if (!known.has(headerKey(column))) problems.push({ problem: 'no_such_column', column });
    if (columns.has(key)) problems.push({ problem: 'column_twice', column });
    else if (fields.has(field) && !isRepeatedField(field)) problems.push({ problem: 'field_twice', column, field });
    if (isDateField(field) && format === undefined) problems.push({ problem: 'format_missing', column, field });
    if (field === 'stageAt' && !stage) problems.push({ problem: 'stage_missing', column });
    columns.add(key);
    fields.add(field);
  }
  const given = [...fields, ...Object.keys(mapping.constants ?? {}), ...Object.keys(mapping.defaults ?? {})];
  const names: readonly string[] = ['name', ...(mapping.nameFrom ?? usualNameFrom)];
  if (!given.some((field) => names.includes(field))) problems.push({ problem: 'nothing_to_name' });
  return problems;
}

export const headerKey = (header: string): string =>
  header
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase();
