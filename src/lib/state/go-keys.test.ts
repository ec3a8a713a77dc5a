import { describe, expect, it, vi } from 'vitest';
import { GoKeys } from './go-keys.ts';

vi.mock('$app/navigation', () => ({ goto: () => Promise.resolve() }));

function keys() {
  const went: string[] = [];
  const clock = { now: 0 };
  return {
    went,
    clock,
    go: new GoKeys(
      (place) => went.push(place),
      () => clock.now,
    ),
  };
}

describe('G and a letter', () => {
  it('goes to a place and takes the letter, which means something else on a card', () => {
    const { go, went } = keys();
    expect(go.press('g')).toBe(false);
    expect(go.press('f')).toBe(true);
    expect(went).toEqual(['/figures']);
    expect(go.press('f')).toBe(false);
  });

  it('forgets the G after a while, and when another key came between', () => {
    const { go, went, clock } = keys();
    go.press('g');
    clock.now = 1_500;
    expect(go.press('f')).toBe(false);
    go.press('g');
    go.press('x');
    expect(go.press('b')).toBe(false);
    expect(went).toEqual([]);
  });
});
