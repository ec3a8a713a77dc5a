import { movePersonSchema } from '#lib/contract/access/people.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, weekday } from '#lib/domain/time/calendar.ts';
import { dayOf, startOfDay } from '#lib/domain/time/zone.ts';
import { movePerson } from '#lib/server/access/move-person.ts';
import { loadActor } from '#lib/server/access/person-now.ts';
import type { Context } from '#lib/server/context/context.ts';
import { markNoticesRead } from '#lib/server/ownership/mark-notices-read.ts';
import { Chance } from './chance.ts';
import { moved } from './floor-plan.ts';
import { plan, type LeadLife, type World } from './lead-life.ts';

/** Something that concerns the floor and not one lead. */
export interface FloorEvent {
  at: number;
  /** @param context at its moment */
  run: (context: Context) => Promise<void>;
}

/** Weekdays on which everybody reads his inbox, and the hour. The last day and a half stays unread. */
const INBOX_DAYS = [1, 3, 5];
const INBOX_HOUR = 9.3;
const UNREAD_MS = 30 * HOUR_MS;
const TODAY_MS = 6 * HOUR_MS;
const TODAYS_WINS = 4;
const TODAYS_CONTACTS = 26;

export function floorEvents(
  world: World,
  { from, until, seed }: { from: number; until: number; seed: number },
  lives: readonly LeadLife[],
): FloorEvent[] {
  const { zone } = world;
  const events: FloorEvent[] = [];
  for (let at = from + DAY_MS; at < until - UNREAD_MS; at += DAY_MS) {
    const day = dayOf(at, zone);
    const morning = startOfDay(day, zone) + INBOX_HOUR * HOUR_MS;
    if (INBOX_DAYS.includes(weekday(day)) && morning < until - UNREAD_MS) {
      events.push({ at: morning, run: (context) => readInboxes(context, world) });
    }
  }
  events.push({
    at: from + Math.round((until - from) * moved.at),
    run: (context) => moveSomebody(context, world),
  });
  const today = Math.max(startOfDay(dayOf(until, zone), zone), until - TODAY_MS);
  events.push({
    at: today,
    run: () => {
      fillToday(world, lives, today, until, Chance.seeded(seed, 'today'));
      return Promise.resolve();
    },
  });
  return events;
}

async function readInboxes(context: Context, { floor }: World): Promise<void> {
  const readers = [...floor.reps.map(({ actor }) => actor), ...Object.values(floor.managers)];
  for (const actor of readers) await markNoticesRead(context, actor, {});
}

/** One rep changes teams in the course of the time: figures credit the team of each close (M9). */
async function moveSomebody(context: Context, { floor }: World): Promise<void> {
  const rep = floor.reps.find(({ plan: { email } }) => email === moved.email);
  if (!rep) return;
  const input = movePersonSchema.parse({ personId: rep.actor.personId, teamId: floor.teamIds[rep.plan.team] });
  await movePerson(context, floor.admin, input);
  rep.actor = (await loadActor(context.db.read, rep.actor.personId)) ?? rep.actor;
}

/** Whoever looks at night or on a Sunday also finds a day at work: some wins and contacts in the last hours. */
function fillToday(world: World, lives: readonly LeadLife[], at: number, until: number, chance: Chance): void {
  const owned = lives.filter(({ state, owner }) => state === 'open' && owner !== null);
  const late = owned.filter(({ stage, arrival: { board } }) => stage >= board.openStageIds.length - 2);
  const moment = () => chance.between(Math.min(at + 5 * MINUTE_MS, until), until - 2 * MINUTE_MS);
  const some = (list: LeadLife[], count: number, act: 'win' | 'contact') => {
    for (let left = Math.min(count, list.length); left > 0; left--) {
      const [life] = list.splice(chance.whole(0, list.length - 1), 1);
      plan(world, life!, moment(), act);
    }
  };
  some(late, TODAYS_WINS, 'win');
  some(owned, TODAYS_CONTACTS, 'contact');
}
