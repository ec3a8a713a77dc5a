import { describe, expect, it } from 'vitest';
import {
  ownershipLevel,
  ownershipNeedsSeconds,
  ownershipText,
  shareLeft,
  slaLevel,
  slaText,
  type OwnershipClockFacts,
} from './countdown.ts';
import { DAY, HOUR, minutesSeconds, remaining } from './duration.ts';

const deadline = Date.parse('2026-09-20T18:00:00+08:00');
const facts = (over: Partial<OwnershipClockFacts> = {}): OwnershipClockFacts => ({
  state: 'running',
  startedAt: deadline - 10 * DAY,
  deadlineAt: deadline,
  warnAt: [deadline - 2 * DAY, deadline - 4 * HOUR],
  ...over,
});

describe('ownershipLevel', () => {
  it.each([
    [3 * DAY, 'calm'],
    [2 * DAY, 'soon'],
    [5 * HOUR, 'soon'],
    [4 * HOUR, 'urgent'],
    [1, 'urgent'],
    [0, 'over'],
    [-HOUR, 'over'],
  ])('%d ms before the deadline it is %s', (before, level) => {
    expect(ownershipLevel(facts(), deadline - before)).toBe(level);
  });

  it('takes its thresholds from the rule: none, then it stays calm until it is over', () => {
    expect(ownershipLevel(facts({ warnAt: [] }), deadline - 1)).toBe('calm');
    expect(ownershipLevel(facts({ warnAt: [deadline - DAY] }), deadline - 1)).toBe('soon');
  });

  it('shows no clock where nothing recycles the lead', () => {
    expect(ownershipLevel(facts({ deadlineAt: null }), 0)).toBe('none');
    expect(ownershipText(facts({ state: 'none' }), 0, 'en', 'UTC')).toBe('');
  });
});

describe('ownershipText', () => {
  const text = (over: Partial<OwnershipClockFacts>, before: number, detailed = false) =>
    ownershipText(facts(over), deadline - before, 'zh-CN', 'Asia/Shanghai', detailed);

  it('counts days, then hours under 48, then seconds under 4 hours', () => {
    expect(text({}, 6 * DAY + 4.5 * HOUR)).toBe('6天');
    expect(text({}, 6 * DAY + 4.5 * HOUR, true)).toBe('6天 4小时');
    expect(text({}, 31.9 * HOUR)).toBe('31小时');
    expect(text({}, 3 * HOUR + 12 * 60_000 + 40_999)).toBe('3:12:40');
  });

  it('says what happens after the deadline', () => {
    expect(text({ graceUntil: deadline + HOUR }, -22 * 60_000)).toBe('宽限 0:38:00');
    expect(text({}, -65_000)).toBe('超 0:01:05');
  });

  it('says until when it rests', () => {
    expect(text({ state: 'protected', holdsUntil: Date.parse('2026-10-15T10:00:00+08:00') }, DAY)).toBe('保护至 10/15');
    expect(text({ state: 'paused' }, DAY)).toBe('已暂停');
  });
});

it('needs seconds only close to the deadline and while running', () => {
  expect(ownershipNeedsSeconds(facts(), deadline - 5 * HOUR)).toBe(false);
  expect(ownershipNeedsSeconds(facts(), deadline - 4 * HOUR - 30_000)).toBe(true);
  expect(ownershipNeedsSeconds(facts(), deadline + HOUR)).toBe(true);
  expect(ownershipNeedsSeconds(facts({ state: 'paused' }), deadline)).toBe(false);
});

it('the ring shows the share of the spell that is left', () => {
  expect(shareLeft(0, 100, 42)).toBe(58);
  expect(shareLeft(0, 100, 142)).toBe(0);
  expect(shareLeft(0, null, 1)).toBe(0);
  expect(shareLeft(50, 100, 10)).toBe(100);
});

it('English spans are short', () => {
  expect(remaining(9 * DAY, 'en')).toBe('9d');
  expect(remaining(31 * HOUR, 'en')).toBe('31h');
});

describe('sla', () => {
  const sla = { state: 'running' as const, dueAt: deadline, warnAt: [deadline - 180_000, deadline - 120_000] };
  it('is always minutes and seconds', () => {
    expect(slaText(sla, deadline - 238_000, 'zh-CN')).toBe('03:58');
    expect(slaText(sla, deadline + 251_000, 'zh-CN')).toBe('超 04:11');
    expect(minutesSeconds(75 * 60_000 + 10_000)).toBe('75:10');
    expect(slaText({ ...sla, state: 'met', tookMs: 151_000 }, deadline, 'zh-CN')).toBe('2:31 达标');
  });
  it('climbs the same ladder', () => {
    expect([238_000, 140_000, 102_000, -1].map((before) => slaLevel(sla, deadline - before))).toEqual([
      'calm',
      'soon',
      'urgent',
      'over',
    ]);
  });
});
