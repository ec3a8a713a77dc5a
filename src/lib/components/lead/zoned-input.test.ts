import { describe, expect, it } from 'vitest';
import { fromZonedInput, inTwoHours, tomorrowAtTen, toZonedInput } from './zoned-input.ts';

const shanghai = 'Asia/Shanghai';

describe('times of the workspace in a form', () => {
  it('shows and reads the wall clock of the zone, whatever the machine thinks', () => {
    const at = Date.UTC(2026, 8, 16, 10, 30);
    expect(toZonedInput(at, shanghai)).toBe('2026-09-16T18:30');
    expect(fromZonedInput('2026-09-16T18:30', shanghai)).toBe(at);
    expect(fromZonedInput('2026-09-16T18', shanghai)).toBeNull();
  });

  it('reads the time of a day on which the clocks change', () => {
    expect(fromZonedInput('2026-10-25T10:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 25, 9));
    expect(toZonedInput(Date.UTC(2026, 9, 25, 9), 'Europe/Berlin')).toBe('2026-10-25T10:00');
  });

  it('means tomorrow of the workspace late in the evening', () => {
    const late = Date.UTC(2026, 8, 15, 15, 59);
    expect(toZonedInput(tomorrowAtTen(late, shanghai), shanghai)).toBe('2026-09-16T10:00');
    expect(toZonedInput(tomorrowAtTen(late + 120_000, shanghai), shanghai)).toBe('2026-09-17T10:00');
  });

  it('plans in two hours at a round time, never earlier', () => {
    const now = Date.UTC(2026, 8, 15, 2, 1);
    expect(inTwoHours(now)).toBe(Date.UTC(2026, 8, 15, 4, 5));
  });
});
