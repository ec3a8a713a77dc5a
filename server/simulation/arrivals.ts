import { DAY_MS, dayText, HOUR_MS, weekday } from '#lib/domain/time/calendar.ts';
import { dayNumberAt, instantAt } from '#lib/domain/time/zone.ts';
import type { Chance } from './chance.ts';

export interface Arrives {
  at: number;
  /** A trade fair is on that day. */
  fair: boolean;
}

/** January to December: a quiet spring festival, a full summer, sales in November. */
const season = [0.8, 0.55, 1.1, 1, 0.95, 1.15, 1.35, 1.25, 1.2, 0.9, 1.1, 0.85];
/** Monday to Sunday. */
const week = [1.1, 1.05, 1, 1, 1.05, 0.95, 0.7];
/** Hours around which people ask, how far around, how many of them. */
const peaks = [
  { hour: 10.6, spread: 1.2, share: 0.36 },
  { hour: 15, spread: 1.5, share: 0.36 },
  { hour: 20.1, spread: 1.1, share: 0.28 },
];
const FAIR_DAYS = 90;
const FAIR_FACTOR = 2.4;
/** How much busier the end is than the beginning: the floor grew. */
const GROWTH = 1.1;
/** Leads that come in the last hours, so that there are new ones whatever the time of day. */
const JUST_NOW = 6;
const JUST_NOW_MS = 4 * HOUR_MS;

/** When `count` leads arrive between two instants, in order: in waves by season, weekday, fair and hour. */
export function arrivals(count: number, from: number, until: number, zone: string, chance: Chance): Arrives[] {
  const first = dayNumberAt(from, zone);
  const days = Array.from({ length: dayNumberAt(until, zone) - first + 1 }, (_, at) => {
    const day = dayText(first + at);
    const fair = at % FAIR_DAYS >= 40 && at % FAIR_DAYS < 47 && weekday(day) >= 6;
    const trend = 1 + GROWTH * ((at * DAY_MS) / (until - from) - 0.5);
    const weather = Math.exp(chance.bell() * 0.18);
    const weight = season[Number(day.slice(5, 7)) - 1]! * week[weekday(day) - 1]! * trend * weather;
    return { day, fair, weight: fair ? weight * FAIR_FACTOR : weight };
  });
  const found: Arrives[] = [];
  const justNow = Math.min(JUST_NOW, Math.floor(count / 10));
  while (found.length < count - justNow) {
    const { day, fair } = chance.weighted(days, ({ weight }) => weight)!;
    const { hour, spread } = chance.weighted(peaks, ({ share }) => share)!;
    const at = instantAt(day, Math.round(clamp(hour + chance.bell() * spread, 7, 23) * HOUR_MS), zone);
    if (at > from && at < until) found.push({ at, fair });
  }
  for (let more = 0; more < justNow; more++) {
    found.push({ at: Math.round(until - chance.between(0.02, 1) * Math.min(JUST_NOW_MS, until - from)), fair: false });
  }
  return found.sort((a, b) => a.at - b.at);
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
