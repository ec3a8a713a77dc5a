import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCondition } from './check-condition.ts';
import {
  everyLead,
  fieldKinds,
  fields,
  isEvery,
  matches,
  operatorsOf,
  testsIn,
  type Condition,
  type ConditionFacts,
  type Test,
} from './condition.ts';

const lead: ConditionFacts = {
  stageId: 's1',
  channelId: 'baidu',
  productId: null,
  teamId: 'east',
  ownerId: 'p1',
  intent: 2,
  expectedMinor: 500_000,
  tags: ['vip', 'kids'],
  campaign: 'Ｓｐｒｉｎｇ sale',
};
const holds = (test: Test, facts: Partial<ConditionFacts> = {}) => matches(test, { ...lead, ...facts });

describe('conditions', () => {
  it('[P7] and/or groups nest', () => {
    const rule: Condition = {
      all: [
        { field: 'channel', op: 'is', value: ['baidu', 'tencent'] },
        {
          any: [
            { field: 'amount', op: 'at_least', value: 1_000_000 },
            { field: 'tags', op: 'has_any', value: ['vip'] },
          ],
        },
      ],
    };
    expect(matches(rule, lead)).toBe(true);
    expect(matches(rule, { ...lead, tags: [] })).toBe(false);
    expect(matches(rule, { ...lead, tags: [], expectedMinor: 1_000_000 })).toBe(true);
    expect(matches(rule, { ...lead, channelId: null })).toBe(false);
  });

  it('[P7] every operator, with known and unknown values', () => {
    expect(holds({ field: 'channel', op: 'is_not', value: ['baidu'] })).toBe(false);
    expect(holds({ field: 'channel', op: 'is_not', value: ['baidu'] }, { channelId: null })).toBe(true);
    expect(holds({ field: 'product', op: 'empty' })).toBe(true);
    expect(holds({ field: 'product', op: 'is', value: ['x'] })).toBe(false);
    expect(holds({ field: 'amount', op: 'between', value: [500_000, 500_000] })).toBe(true);
    expect(holds({ field: 'amount', op: 'at_most', value: 499_999 })).toBe(false);
    expect(holds({ field: 'amount', op: 'at_most', value: 1 }, { expectedMinor: null })).toBe(false);
    expect(holds({ field: 'intent', op: 'empty' }, { intent: 0 })).toBe(true);
    expect(holds({ field: 'intent', op: 'at_most', value: 1 }, { intent: 0 })).toBe(false);
    expect(holds({ field: 'tags', op: 'has_all', value: ['vip', 'kids'] })).toBe(true);
    expect(holds({ field: 'tags', op: 'has_all', value: ['vip', 'x'] })).toBe(false);
    expect(holds({ field: 'tags', op: 'has_none', value: ['x'] })).toBe(true);
    expect(holds({ field: 'tags', op: 'not_empty' }, { tags: [] })).toBe(false);
    expect(holds({ field: 'campaign', op: 'contains', value: ['SPRING'] })).toBe(true);
    expect(holds({ field: 'campaign', op: 'not_contains', value: ['autumn'] }, { campaign: null })).toBe(true);
    expect(holds({ field: 'campaign', op: 'empty' }, { campaign: '  ' })).toBe(true);
  });

  it('matches every lead when nothing is asked', () => {
    expect(matches(everyLead, lead)).toBe(true);
    expect(isEvery({ all: [{ all: [] }] })).toBe(true);
    expect(isEvery({ any: [] })).toBe(false);
  });
});

const choices = { channel: new Set(['baidu', 'tencent']) };
const problemsOf = (condition: Condition) => checkCondition(condition, choices).map(({ problem }) => problem);

describe('checking a condition', () => {
  it('[P7] refuses what has no meaning', () => {
    expect(problemsOf({ field: 'channel', op: 'at_least', value: 3 })).toEqual(['wrong_operator']);
    expect(problemsOf({ field: 'channel', op: 'is', value: [] })).toEqual(['no_value']);
    expect(problemsOf({ field: 'channel', op: 'is', value: ['gone'] })).toEqual(['unknown_choice']);
    expect(problemsOf({ field: 'amount', op: 'between', value: [5, 1] })).toEqual(['reversed_range']);
    expect(problemsOf({ field: 'amount', op: 'at_least', value: Number.NaN })).toEqual(['wrong_value']);
    expect(problemsOf({ any: [] })).toEqual(['empty_any']);
    expect(problemsOf({ all: [{ all: [{ all: [{ all: [{ all: [] }] }] }] }] })).toEqual(['too_deep']);
    const many = Array.from({ length: 41 }, (): Test => ({ field: 'tags', op: 'empty' }));
    expect(problemsOf({ all: many })).toEqual(['too_long']);
  });

  it.each<[string, Condition]>([
    ['two channels at once', { all: [is('baidu'), is('tencent')] }],
    [
      'a channel that is also refused',
      { all: [is('baidu'), { all: [{ field: 'channel', op: 'is_not', value: ['baidu'] }] }] },
    ],
    ['empty and with a value', { all: [{ field: 'channel', op: 'empty' }, is('baidu')] }],
    [
      'a range without a number',
      {
        all: [
          { field: 'amount', op: 'at_least', value: 9 },
          { field: 'amount', op: 'at_most', value: 3 },
        ],
      },
    ],
    [
      'tags that are refused',
      {
        all: [
          { field: 'tags', op: 'has_all', value: ['a'] },
          { field: 'tags', op: 'has_none', value: ['a'] },
        ],
      },
    ],
    ['no way of several', { any: [{ all: [is('baidu'), is('tencent')] }] }],
  ])('[P7] finds a contradiction: %s', (_name, condition) => {
    expect(problemsOf(condition)).toEqual(['never_matches']);
  });

  it('what it calls impossible never matches, and what matches it lets pass', () => {
    const test: fc.Arbitrary<Test> = fc.oneof(
      fc.record({
        field: fc.constant('channel' as const),
        op: fc.constantFrom('is' as const, 'is_not' as const),
        value: fc.subarray(['baidu', 'tencent'], { minLength: 1 }),
      }),
      fc.record({
        field: fc.constant('amount' as const),
        op: fc.constantFrom('at_least' as const, 'at_most' as const),
        value: fc.integer({ min: 0, max: 4 }),
      }),
      fc.record({
        field: fc.constant('tags' as const),
        op: fc.constantFrom('has_any' as const, 'has_all' as const, 'has_none' as const),
        value: fc.subarray(['a', 'b'], { minLength: 1 }),
      }),
      fc.record({
        field: fc.constantFrom('channel' as const, 'amount' as const, 'tags' as const),
        op: fc.constantFrom('empty' as const, 'not_empty' as const),
      }),
    );
    const condition = fc.letrec<{ node: Condition }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        test,
        fc.record({ all: fc.array(tie('node'), { maxLength: 3 }) }),
        fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
      ),
    })).node;
    const facts = fc.record({
      channelId: fc.constantFrom(null, 'baidu', 'tencent'),
      expectedMinor: fc.option(fc.integer({ min: 0, max: 4 })),
      tags: fc.subarray(['a', 'b']),
    });
    fc.assert(
      fc.property(condition, facts, (rule, some) => {
        const impossible = problemsOf(rule).includes('never_matches');
        expect(impossible && matches(rule, { ...lead, ...some })).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it('every field has operators and lists its tests', () => {
    for (const field of fields) expect(operatorsOf[fieldKinds[field]].length).toBeGreaterThan(0);
    expect([...testsIn({ all: [is('baidu'), { any: [is('tencent')] }] })].map(({ value }) => value)).toEqual([
      ['baidu'],
      ['tencent'],
    ]);
  });
});

function is(channel: string): Test {
  return { field: 'channel', op: 'is', value: [channel] };
}
