import { DAY_MS, HOUR_MS, MINUTE_MS, weekday } from '#lib/domain/time/calendar.ts';
import { dayOf, instantAt, msOfDayAt, plusDays } from '#lib/domain/time/zone.ts';
import type { Chance } from './chance.ts';

/** When somebody works: hours of the wall clock in the workspace's zone. */
export interface Shift {
  from: number;
  until: number;
  saturdays: boolean;
}

const worksOn = (day: string, shift: Shift): boolean => {
  const number = weekday(day);
  return number <= 5 || (number === 6 && shift.saturdays);
};

/** The moment itself when it is worked then, otherwise some minutes after the next opening. */
export function nextWorked(at: number, shift: Shift, zone: string, chance: Chance): number {
  const day = dayOf(at, zone);
  const hour = msOfDayAt(at, zone) / HOUR_MS;
  if (worksOn(day, shift) && hour < shift.until) {
    return hour >= shift.from ? at : opening(day, shift, zone, chance);
  }
  for (let ahead = 1; ; ahead++) {
    const later = dayOf(plusDays(at, ahead, zone), zone);
    if (worksOn(later, shift)) return opening(later, shift, zone, chance);
  }
}

const opening = (day: string, shift: Shift, zone: string, chance: Chance): number =>
  instantAt(day, shift.from * HOUR_MS, zone) + Math.round(chance.between(2, 70) * MINUTE_MS);

/** So many worked days later: days off count for nothing, so a Monday gets no more than its share. */
export function afterWorkedDays(at: number, days: number, shift: Shift, zone: string, chance: Chance): number {
  let later = at;
  for (let left = days; left > 0;) {
    const part = Math.min(1, left);
    later += part * DAY_MS;
    if (worksOn(dayOf(later, zone), shift)) left -= part;
  }
  return nextWorked(later, shift, zone, chance);
}

/** A date people agree on: a full or half hour of a worked day, about `days` from now. */
export function agreedTime(at: number, days: number, shift: Shift, zone: string, chance: Chance): number {
  const rough = afterWorkedDays(at, days, shift, zone, chance);
  const halfHour = chance.whole(shift.from * 2 + 1, shift.until * 2 - 3) / 2;
  const agreed = instantAt(dayOf(rough, zone), halfHour * HOUR_MS, zone);
  return agreed > at + HOUR_MS ? agreed : nextHalfHour(at + chance.between(2, 5) * HOUR_MS);
}

export const nextHalfHour = (at: number): number => Math.ceil(at / (30 * MINUTE_MS)) * 30 * MINUTE_MS;
