import { cleaned, isBlank } from './cell.ts';
import { parseDate } from './dates.ts';
import { parseEmail, parseWechat } from './identity.ts';
import {
  headerKey,
  isDateField,
  isMoneyField,
  usualNameFrom,
  type ColumnRule,
  type ImportField,
  type ImportMapping,
} from './mapping.ts';
import { parseMoney } from './money.ts';
import { parsePhones } from './phone.ts';
import { withoutMark } from './safe-cell.ts';
import { emptyRow, type ReadRow, type RowIdentity, type RowProblem, type RowValues } from './row.ts';

export type { ReadRow, RowIdentity, RowProblem, RowValues } from './row.ts';

export interface RowSettings {
  zone: string;
  phoneRegion: string;
  /** For amounts of rows that name none. */
  currency: string;
}

interface Source {
  rule: ColumnRule;
  index: number;
  values: ReadonlyMap<string, string> | null;
}

/** Lengths as the contract allows them. */
const LONG_TEXT = 4000;
const SHORT_TEXT = 200;
const LONGEST_TAG = 40;

const intents = new Map<string, 0 | 1 | 2 | 3>([
  ...['0', '未知', 'unknown'].map((text) => [text, 0] as const),
  ...['1', '低', 'low', 'cold', 'c'].map((text) => [text, 1] as const),
  ...['2', '中', 'middle', 'medium', 'warm', 'b'].map((text) => [text, 2] as const),
  ...['3', '高', 'high', 'hot', 'a'].map((text) => [text, 3] as const),
]);

/** Prepares a mapping for a file, so that a row costs no look-up of headers. The mapping has no problems for these headers. */
export function rowReader(
  mapping: ImportMapping,
  headers: readonly string[],
  settings: RowSettings,
): (cells: readonly string[]) => ReadRow {
  const places = new Map(headers.map((header, index) => [headerKey(header), index]));
  const sources = mapping.columns.map((rule): Source => ({
    rule,
    index: places.get(headerKey(rule.column)) ?? -1,
    values: rule.values ? new Map(Object.entries(rule.values).map(([text, name]) => [valueKey(text), name])) : null,
  }));
  // A currency decides how amounts are read, whatever the order of the columns.
  sources.sort((a, b) => Number(b.rule.field === 'currency') - Number(a.rule.field === 'currency'));
  const constants = entries(mapping.constants);
  const defaults = entries(mapping.defaults);
  const nameFrom = mapping.nameFrom ?? usualNameFrom;

  return (cells) => {
    const row: ReadRow = { values: emptyRow(), problems: [] };
    const filled = new Set<ImportField>();
    const constant = new Set(constants.map(([field]) => field));
    for (const [field, text] of constants) put(row, { column: null, field }, text, settings);
    for (const { rule, index, values } of sources) {
      if (constant.has(rule.field)) continue;
      const raw = withoutMark(cells[index] ?? '');
      const text = values?.get(valueKey(raw)) ?? raw;
      if (isBlank(text)) continue;
      filled.add(rule.field);
      put(row, rule, text, settings);
    }
    for (const [field, text] of defaults) {
      if (!filled.has(field) && !constant.has(field)) put(row, { column: null, field }, text, settings);
    }
    row.values.name ??= nameFor(row.values, nameFrom);
    if (row.values.name === null) row.problems.push({ column: null, field: 'name', problem: 'no_name' });
    return row;
  };
}

const valueKey = (text: string): string => cleaned(text).toLowerCase();
const entries = (record: Partial<Record<ImportField, string>> | undefined) =>
  Object.entries(record ?? {}) as [ImportField, string][];

function nameFor(values: RowValues, fields: readonly ImportField[]): string | null {
  for (const field of fields) {
    const contact = values.identities.find(({ kind }) => kind === field)?.raw;
    const text = contact ?? (field in values ? values[field as keyof RowValues] : null);
    if (typeof text === 'string' && text !== '') return text;
  }
  return null;
}

type Rule = Omit<ColumnRule, 'column' | 'values'> & { column: string | null };

function put({ values, problems }: ReadRow, rule: Rule, text: string, settings: RowSettings): void {
  const { field, column } = rule;
  const refuse = (problem: RowProblem['problem'] | 'empty') => {
    if (problem !== 'empty') problems.push({ column, field, problem });
  };
  if (isDateField(field)) {
    const date = parseDate(text, rule.format ?? 'yyyy-mm-dd', settings.zone);
    if ('problem' in date) refuse(date.problem);
    else if (field === 'stageAt') values.stageAt.push([rule.stage ?? '', date.at]);
    else values[field as 'arrivedAt' | 'closedAt' | 'nextAt'] = date.at;
    return;
  }
  if (isMoneyField(field)) {
    const amount = parseMoney(text, values.currency ?? settings.currency, rule.decimal);
    if ('problem' in amount) refuse(amount.problem);
    else values[field === 'won' ? 'wonMinor' : 'expectedMinor'] = amount.minor;
    return;
  }
  switch (field) {
    case 'phone': {
      const phones = parsePhones(text, settings.phoneRegion);
      if ('problem' in phones) refuse(phones.problem);
      else for (const value of phones.values) addIdentity(values, { kind: 'phone', value, raw: text.trim() });
      return;
    }
    case 'email':
    case 'wechat': {
      const result = field === 'email' ? parseEmail(text) : parseWechat(text);
      if ('problem' in result) refuse(result.problem);
      else addIdentity(values, { kind: field, value: result.value, raw: text.trim() });
      return;
    }
    case 'intent': {
      const intent = intents.get(valueKey(text));
      if (intent === undefined) refuse('not_an_intent');
      else values.intent = intent;
      return;
    }
    case 'currency': {
      const code = cleaned(text).toUpperCase();
      if (/^[A-Z]{3}$/.test(code)) values.currency = code;
      else refuse('not_a_currency');
      return;
    }
    case 'tags': {
      const tags = cleaned(text)
        .split(/[,;、|]/u)
        .map((tag) => tag.trim())
        .filter((tag) => tag !== '');
      if (tags.some((tag) => tag.length > LONGEST_TAG)) refuse('too_long');
      else values.tags = [...new Set([...values.tags, ...tags])];
      return;
    }
    default: {
      // Text stays as it was typed: only identities have a normal form.
      const trimmed = text.trim();
      if (trimmed.length > (field === 'remark' ? LONG_TEXT : SHORT_TEXT)) refuse('too_long');
      else values[field as TextField] = trimmed;
    }
  }
}

type TextField =
  | 'externalId'
  | 'name'
  | 'company'
  | 'region'
  | 'remark'
  | 'stage'
  | 'owner'
  | 'team'
  | 'channel'
  | 'campaign'
  | 'product'
  | 'lostReason';

function addIdentity(values: RowValues, identity: RowIdentity): void {
  if (!values.identities.some(({ kind, value }) => kind === identity.kind && value === identity.value))
    values.identities.push(identity);
}
