import { describe, expect, it } from 'vitest';
import { initials, personTint, PERSON_TINTS } from './person.ts';

describe('initials', () => {
  it.each([
    ['李娜', '娜'],
    ['欧阳晓彤', '彤'],
    ['林主管', '林'],
    ['管理员', '员'],
    ['Emma Clarke', 'EC'],
    ['Maria del Mar Ruiz', 'MR'],
    ['madonna', 'M'],
    ['陈 Daniel', '陈'],
    ['  ', '?'],
  ])('%s is shown as %s', (name, shown) => {
    expect(initials(name)).toBe(shown);
  });
});

describe('personTint', () => {
  it('is the same for the same id', () => {
    expect(personTint('0199-a')).toBe(personTint('0199-a'));
  });

  it('spreads ids over all tints and never leaves them', () => {
    const counts = new Map<number, number>();
    for (let i = 0; i < 600; i++) {
      const tint = personTint(`person-${i}`);
      expect(tint).toBeGreaterThanOrEqual(1);
      expect(tint).toBeLessThanOrEqual(PERSON_TINTS);
      counts.set(tint, (counts.get(tint) ?? 0) + 1);
    }
    expect(counts.size).toBe(PERSON_TINTS);
    expect(Math.min(...counts.values())).toBeGreaterThan(50);
  });
});
