/**
 * The one condition language (P7): recycling, capacity exemptions, assignment, tags and procedures all ask "does this lead
 * match?" with it. A condition is data: it is stored as JSON, edited in a form, checked by `check-condition.ts`, read back
 * as a sentence, and evaluated here. It never asks for the time, so that the same facts always give the same answer.
 */
export type Condition = { all: readonly Condition[] } | { any: readonly Condition[] } | Test;

export interface Test {
  field: Field;
  op: Operator;
  /** Shaped by the operator: a list of ids or tags, one number, two numbers, a list of words; left out for `empty`. */
  value?: readonly string[] | number | readonly [number, number];
}

export const fieldKinds = {
  stage: 'choice',
  channel: 'choice',
  product: 'choice',
  team: 'choice',
  owner: 'choice',
  intent: 'number',
  amount: 'amount',
  tags: 'set',
  campaign: 'text',
} as const;
export type Field = keyof typeof fieldKinds;
export type FieldKind = (typeof fieldKinds)[Field];
export const fields = Object.keys(fieldKinds) as Field[];

export const operatorsOf = {
  choice: ['is', 'is_not', 'empty', 'not_empty'],
  number: ['at_least', 'at_most', 'between', 'empty', 'not_empty'],
  amount: ['at_least', 'at_most', 'between', 'empty', 'not_empty'],
  set: ['has_any', 'has_all', 'has_none', 'empty', 'not_empty'],
  text: ['contains', 'not_contains', 'empty', 'not_empty'],
} as const satisfies Record<FieldKind, readonly string[]>;
export type Operator = (typeof operatorsOf)[FieldKind][number];

/** What a lead is tested against. Amounts are minor units of the board's currency, `intent` is 0 (unknown) to 3. */
export interface ConditionFacts {
  stageId: string;
  channelId: string | null;
  productId: string | null;
  teamId: string | null;
  ownerId: string | null;
  intent: number;
  expectedMinor: number | null;
  tags: readonly string[];
  campaign: string | null;
}

/** Matches every lead. */
export const everyLead: Condition = { all: [] };

export const isEvery = (condition: Condition): boolean => 'all' in condition && condition.all.every(isEvery);

const scalar: Record<Exclude<Field, 'tags'>, (facts: ConditionFacts) => string | number | null> = {
  stage: (facts) => facts.stageId,
  channel: (facts) => facts.channelId,
  product: (facts) => facts.productId,
  team: (facts) => facts.teamId,
  owner: (facts) => facts.ownerId,
  intent: (facts) => (facts.intent === 0 ? null : facts.intent),
  amount: (facts) => facts.expectedMinor,
  campaign: (facts) => (facts.campaign?.trim() ? facts.campaign : null),
};

/**
 * Whether a lead matches. An unknown value matches only `empty` and the negative operators (`is_not`, `has_none`,
 * `not_contains`): "channel is not Baidu" holds for a lead without a channel.
 */
export function matches(condition: Condition, facts: ConditionFacts): boolean {
  if ('all' in condition) return condition.all.every((part) => matches(part, facts));
  if ('any' in condition) return condition.any.some((part) => matches(part, facts));
  return condition.field === 'tags'
    ? setHolds(condition, facts.tags)
    : holds(condition, scalar[condition.field](facts));
}

function holds({ op, value }: Test, fact: string | number | null): boolean {
  switch (op) {
    case 'empty':
      return fact === null;
    case 'not_empty':
      return fact !== null;
    case 'is':
      return fact !== null && list(value).includes(String(fact));
    case 'is_not':
      return fact === null || !list(value).includes(String(fact));
    case 'at_least':
      return typeof fact === 'number' && fact >= Number(value);
    case 'at_most':
      return typeof fact === 'number' && fact <= Number(value);
    case 'between':
      return typeof fact === 'number' && fact >= Number(list(value)[0]) && fact <= Number(list(value)[1]);
    case 'contains':
      return fact !== null && holdsWord(String(fact), list(value));
    case 'not_contains':
      return fact === null || !holdsWord(String(fact), list(value));
    default:
      return false;
  }
}

function setHolds({ op, value }: Test, tags: readonly string[]): boolean {
  const wanted = list(value);
  switch (op) {
    case 'empty':
      return tags.length === 0;
    case 'not_empty':
      return tags.length > 0;
    case 'has_any':
      return wanted.some((tag) => tags.includes(tag));
    case 'has_all':
      return wanted.every((tag) => tags.includes(tag));
    case 'has_none':
      return !wanted.some((tag) => tags.includes(tag));
    default:
      return false;
  }
}

const list = (value: Test['value']): readonly string[] =>
  Array.isArray(value) ? (value as readonly (string | number)[]).map(String) : [];

/** Full and half width, capital and small letters mean the same. */
const plain = (text: string) => text.normalize('NFKC').toLowerCase();
const holdsWord = (text: string, words: readonly string[]) => words.some((word) => plain(text).includes(plain(word)));

/** Every test in a condition, in the order in which it reads. */
export function* testsIn(condition: Condition): Generator<Test> {
  if ('all' in condition) for (const part of condition.all) yield* testsIn(part);
  else if ('any' in condition) for (const part of condition.any) yield* testsIn(part);
  else yield condition;
}
