import { fieldKinds, operatorsOf, testsIn, type Condition, type Field, type Test } from './condition.ts';

export const MAX_DEPTH = 4;
export const MAX_TESTS = 40;

/** What is wrong with a condition. `field` names the test; codes are keys of the rules' messages. */
export interface ConditionProblem {
  problem:
    | 'too_deep'
    | 'too_long'
    | 'empty_any'
    | 'wrong_operator'
    | 'no_value'
    | 'wrong_value'
    | 'reversed_range'
    | 'unknown_choice'
    | 'never_matches';
  field: Field | null;
}

/** Which ids exist for each field of kind `choice`. */
export type Choices = Partial<Record<Field, ReadonlySet<string>>>;

/**
 * Everything that makes a condition unusable: shapes, ids that do not exist, and tests that exclude each other, so that it
 * could never match. "Never" is proven per field within one `all`; what it does not see it lets pass.
 */
export function checkCondition(condition: Condition, choices: Choices): ConditionProblem[] {
  const problems: ConditionProblem[] = [];
  if (depth(condition) > MAX_DEPTH) return [{ problem: 'too_deep', field: null }];
  const tests = [...testsIn(condition)];
  if (tests.length > MAX_TESTS) return [{ problem: 'too_long', field: null }];
  for (const test of tests) {
    const problem = shapeProblem(test) ?? choiceProblem(test, choices);
    if (problem) problems.push({ problem, field: test.field });
  }
  if (hasEmptyAny(condition)) problems.push({ problem: 'empty_any', field: null });
  if (problems.length > 0) return problems;
  const contradiction = contradictoryField(condition);
  return contradiction === null ? [] : [{ problem: 'never_matches', field: contradiction }];
}

const depth = (condition: Condition): number => {
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : null;
  return parts === null ? 0 : 1 + Math.max(0, ...parts.map(depth));
};

function hasEmptyAny(condition: Condition): boolean {
  if ('any' in condition) return condition.any.length === 0 || condition.any.some(hasEmptyAny);
  return 'all' in condition && condition.all.some(hasEmptyAny);
}

function shapeProblem({ field, op, value }: Test): ConditionProblem['problem'] | null {
  const kind = fieldKinds[field];
  if (!(operatorsOf[kind] as readonly string[]).includes(op)) return 'wrong_operator';
  if (op === 'empty' || op === 'not_empty') return value === undefined ? null : 'wrong_value';
  if (value === undefined) return 'no_value';
  if (op === 'between') {
    if (!Array.isArray(value) || value.length !== 2 || !value.every(isNumber)) return 'wrong_value';
    return Number(value[0]) > Number(value[1]) ? 'reversed_range' : null;
  }
  if (op === 'at_least' || op === 'at_most') return isNumber(value) ? null : 'wrong_value';
  if (!Array.isArray(value)) return 'wrong_value';
  if (value.length === 0) return 'no_value';
  return value.every((entry) => typeof entry === 'string' && entry.trim() !== '') ? null : 'wrong_value';
}

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

function choiceProblem({ field, value }: Test, choices: Choices): ConditionProblem['problem'] | null {
  const known = choices[field];
  if (!known || !Array.isArray(value)) return null;
  return (value as readonly string[]).every((id) => known.has(id)) ? null : 'unknown_choice';
}

/** The field whose tests exclude each other, where all of them must hold; null: none found. */
function contradictoryField(condition: Condition): Field | null {
  if ('any' in condition) {
    const fields = condition.any.map(contradictoryField);
    // One way that can match is enough.
    return fields.every((field) => field !== null) ? (fields[0] ?? null) : null;
  }
  if (!('all' in condition)) return null;
  const together = flattened(condition);
  const byField = new Map<Field, Test[]>();
  for (const part of together) {
    if ('field' in part) byField.set(part.field, [...(byField.get(part.field) ?? []), part]);
    else {
      const inner = contradictoryField(part);
      if (inner !== null) return inner;
    }
  }
  for (const [field, tests] of byField) if (excludeEachOther(field, tests)) return field;
  return null;
}

const flattened = (condition: Condition): Condition[] =>
  'all' in condition ? condition.all.flatMap(flattened) : [condition];

function excludeEachOther(field: Field, tests: readonly Test[]): boolean {
  const ops = new Set(tests.map(({ op }) => op));
  const needsValue = tests.some(({ op }) => !['empty', 'is_not', 'has_none', 'not_contains'].includes(op));
  if (ops.has('empty') && needsValue) return true;
  const kind = fieldKinds[field];
  if (kind === 'choice') return choiceExcludes(tests);
  if (kind === 'number' || kind === 'amount') return rangeExcludes(tests);
  return kind === 'set' && setExcludes(tests);
}

const words = ({ value }: Test): string[] => (Array.isArray(value) ? value.map(String) : []);

function choiceExcludes(tests: readonly Test[]): boolean {
  const allowed = tests.filter(({ op }) => op === 'is').map(words);
  if (allowed.length === 0) return false;
  const refused = new Set(tests.filter(({ op }) => op === 'is_not').flatMap(words));
  return !allowed[0]!.some((id) => !refused.has(id) && allowed.every((ids) => ids.includes(id)));
}

function rangeExcludes(tests: readonly Test[]): boolean {
  let least = -Infinity;
  let most = Infinity;
  for (const { op, value } of tests) {
    if (op === 'at_least') least = Math.max(least, Number(value));
    if (op === 'at_most') most = Math.min(most, Number(value));
    if (op === 'between' && Array.isArray(value)) {
      least = Math.max(least, Number(value[0]));
      most = Math.min(most, Number(value[1]));
    }
  }
  return least > most;
}

function setExcludes(tests: readonly Test[]): boolean {
  const refused = new Set(tests.filter(({ op }) => op === 'has_none').flatMap(words));
  return tests.some(
    (test) =>
      (test.op === 'has_all' && words(test).some((tag) => refused.has(tag))) ||
      (test.op === 'has_any' && words(test).every((tag) => refused.has(tag))),
  );
}
