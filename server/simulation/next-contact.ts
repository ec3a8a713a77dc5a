import { DAY_MS, HOUR_MS } from '#lib/domain/time/calendar.ts';
import type { SimulatedRep } from './floor.ts';
import { plan, type Doing, type LeadLife, type World } from './lead-life.ts';
import { afterWorkedDays, nextHalfHour, nextWorked } from './working-hours.ts';

/** He meant to call again, and mostly does, on time or late; some he lets slip. */
export function keep(world: World, life: LeadLife, owner: SimulatedRep, nextAt: number): void {
  const { chance } = life;
  if (chance.is(owner.plan.slips * (nextAt > world.busyFrom ? 1.5 : 0.45))) return forget(world, life, nextAt);
  const delay = chance.weighted(delays, ({ share }) => share)!;
  const at = nextAt + chance.between(delay.from, delay.to) * HOUR_MS;
  plan(world, life, nextWorked(at, owner.plan.shift, world.zone, chance), 'contact');
}

const delays = [
  { share: 0.74, from: -0.1, to: 0.8 },
  { share: 0.2, from: 0.8, to: 7 },
  { share: 0.06, from: 20, to: 44 },
];

/** Nobody works it: the plan stays undone or is put off, the clock warns, and either that helps or the lead goes. */
export function forget(world: World, life: LeadLife, nextAt: number | null): void {
  const { chance, arrival } = life;
  if (nextAt !== null && chance.is(0.6)) plan(world, life, nextAt + chance.between(0.2, 20) * HOUR_MS, 'putOff');
  if (!chance.is(0.5)) return;
  life.talksLeft = Math.max(1, life.talksLeft);
  const { idleDays } = arrival.board.plan.pool;
  plan(world, life, life.idleFrom + idleDays * DAY_MS - chance.between(1, 22) * HOUR_MS, 'contact');
}

/** Planning proves nothing: the clock runs on (O4). */
export function putOff(life: LeadLife, at: number): Doing | null {
  const { owner, chance, leadId } = life;
  if (!owner) return null;
  const input = { leadId, at: nextHalfHour(at + chance.between(4, 10) * DAY_MS), kind: 'call' };
  return { steps: [{ at, actor: owner.actor, name: 'setNext', input }], then: () => {}, refused: () => {} };
}

export function nextContact(world: World, life: LeadLife, owner: SimulatedRep, at: number): number {
  const days = life.chance.between(0.5, 2.3 + life.stage * 0.25);
  return nextHalfHour(afterWorkedDays(at, days, owner.plan.shift, world.zone, life.chance));
}
