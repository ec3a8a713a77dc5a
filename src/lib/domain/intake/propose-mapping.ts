import { cleaned, isBlank } from './cell.ts';
import { detectDateFormat, type DetectedFormat } from './date-format.ts';
import { bareHeader, EXACT_FIT, headerFit } from './header-words.ts';
import { normalizeIdentity } from './identity.ts';
import {
  importFields,
  isDateField,
  isMoneyField,
  isRepeatedField,
  type ColumnRule,
  type ImportField,
  type ImportMapping,
} from './mapping.ts';
import { decimalMark, parseMoney } from './money.ts';

/** The names that the workspace has, so that the file's values can be matched to them. */
export interface KnownNames {
  stage?: readonly string[];
  product?: readonly string[];
  channel?: readonly string[];
  owner?: readonly string[];
  team?: readonly string[];
  lostReason?: readonly string[];
}

/** What a person has to decide or should look at before the import. */
export type MappingQuestion =
  | { kind: 'date_order'; column: string; field: ImportField; candidates: string[] }
  | { kind: 'no_date_format'; column: string; field: ImportField }
  | { kind: 'misfits'; column: string; field: ImportField; count: number; of: number }
  | { kind: 'decimal_mark'; column: string; field: ImportField }
  | { kind: 'guessed'; column: string; field: ImportField }
  | { kind: 'unknown_values'; column: string; field: ImportField; values: string[] };

export interface MappingProposal {
  mapping: ImportMapping;
  questions: MappingQuestion[];
  /** Columns that nothing is proposed for. */
  unmapped: string[];
}

interface Options {
  known?: KnownNames;
  phoneRegion: string;
  currency: string;
}

/** Distinct unmatched values that are listed; an owner column of strangers would list hundreds. */
const MOST_VALUES = 50;

/**
 * A mapping for a file from its headers and rows (all of them, or the first thousands), with everything that it did not
 * know for sure. A date column of which days and months may be exchanged is proposed without a format: the import waits
 * until somebody has said.
 */
export function proposeMapping(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  { known = {}, phoneRegion, currency }: Options,
): MappingProposal {
  const questions: MappingQuestion[] = [];
  const fieldOf = assignFields(headers, rows, phoneRegion, questions);
  const columns: ColumnRule[] = [];
  const unmapped: string[] = [];
  headers.forEach((column, index) => {
    const field = fieldOf.get(index);
    if (field === undefined) {
      unmapped.push(column);
      return;
    }
    const cells = rows.map((row) => row[index] ?? '');
    const rule: ColumnRule = { column, field };
    if (isDateField(field)) addDateFormat(rule, cells, questions);
    if (isMoneyField(field)) addDecimalMark(rule, cells, currency, questions);
    const targets = known[field as keyof KnownNames];
    if (targets) addValues(rule, cells, targets, questions);
    columns.push(rule);
  });
  return { mapping: { columns }, questions, unmapped };
}

function assignFields(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  phoneRegion: string,
  questions: MappingQuestion[],
): Map<number, ImportField> {
  const fieldOf = new Map<number, ImportField>();
  const taken = new Set<ImportField>();
  const take = (index: number, field: ImportField) => {
    fieldOf.set(index, field);
    if (!isRepeatedField(field)) taken.add(field);
  };
  // Exact headers first, so that a resemblance never takes a field from the column that is called so.
  for (const least of [EXACT_FIT, 1]) {
    headers.forEach((header, index) => {
      if (fieldOf.has(index)) return;
      const field = bestField(header, taken, least);
      if (field === null) return;
      take(index, field);
      if (least < EXACT_FIT) questions.push({ kind: 'guessed', column: header, field });
    });
  }
  headers.forEach((column, index) => {
    if (fieldOf.has(index)) return;
    const field = contactKind(
      rows.map((row) => row[index] ?? ''),
      phoneRegion,
    );
    if (field === null) return;
    take(index, field);
    questions.push({ kind: 'guessed', column, field });
  });
  return fieldOf;
}

function bestField(header: string, taken: ReadonlySet<ImportField>, least: number): ImportField | null {
  let best: ImportField | null = null;
  let bestFit = least - 1;
  for (const field of importFields) {
    // A date of entry needs its stage, which no header tells.
    if (field === 'stageAt' || taken.has(field)) continue;
    const fit = headerFit(header, field);
    if (fit > bestFit) [best, bestFit] = [field, fit];
  }
  return best;
}

const ENOUGH_SAMPLES = 200;
const MOST = 0.9;

/** Columns of phones and addresses are known by what stands in them, whatever their header. */
function contactKind(cells: readonly string[], phoneRegion: string): 'phone' | 'email' | null {
  const samples = cells.filter((cell) => !isBlank(cell)).slice(0, ENOUGH_SAMPLES);
  if (samples.length === 0) return null;
  for (const kind of ['email', 'phone'] as const) {
    const fits = samples.filter((cell) => normalizeIdentity(kind, cell, phoneRegion) !== null).length;
    if (fits >= samples.length * MOST) return kind;
  }
  return null;
}

function addDateFormat(rule: ColumnRule, cells: readonly string[], questions: MappingQuestion[]): void {
  const { column, field } = rule;
  const found: DetectedFormat = detectDateFormat(cells);
  if (found.kind === 'found') {
    rule.format = found.format;
    if (found.misfits.length > 0)
      questions.push({ kind: 'misfits', column, field, count: found.misfits.length, of: found.of });
  } else if (found.kind === 'ambiguous') {
    questions.push({ kind: 'date_order', column, field, candidates: found.candidates.map(({ format }) => format) });
  } else questions.push({ kind: 'no_date_format', column, field });
}

function addDecimalMark(
  rule: ColumnRule,
  cells: readonly string[],
  currency: string,
  questions: MappingQuestion[],
): void {
  const { column, field } = rule;
  const mark = decimalMark(cells);
  if (mark !== null) rule.decimal = mark;
  const ambiguous = cells.some((cell) => {
    const result = parseMoney(cell, currency, rule.decimal);
    return 'problem' in result && result.problem === 'ambiguous';
  });
  if (ambiguous) questions.push({ kind: 'decimal_mark', column, field });
}

/** Matches values to the workspace's names where they differ by case, width, spaces or punctuation only (GTXPro). */
function addValues(
  rule: ColumnRule,
  cells: readonly string[],
  targets: readonly string[],
  questions: MappingQuestion[],
): void {
  const byKey = new Map(targets.map((name) => [bareHeader(name), name]));
  const exact = new Set(targets);
  const values: Record<string, string> = {};
  const unknown = new Set<string>();
  for (const text of new Set(cells.filter((cell) => !isBlank(cell)).map(cleaned))) {
    if (exact.has(text)) continue;
    const name = byKey.get(bareHeader(text));
    if (name !== undefined) values[text] = name;
    else if (unknown.size < MOST_VALUES) unknown.add(text);
  }
  if (Object.keys(values).length > 0) rule.values = values;
  if (unknown.size > 0) {
    questions.push({ kind: 'unknown_values', column: rule.column, field: rule.field, values: [...unknown] });
  }
}
