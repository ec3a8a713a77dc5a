import { systemActor } from '#lib/domain/access/actor.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#lib/domain/time/calendar.ts';
import { reasonFor } from './follow-up-words.ts';
import { handOver, managerOf, plan, someRep, type Doing, type LeadLife, type World } from './lead-life.ts';
import type { SimulatedRep } from './floor.ts';
import { nextWorked } from './working-hours.ts';

/** How a lead comes to its first owner, leaves one and finds the next. */

/** Arrivals stand in history as the system's: nobody typed them in. */
const intake = systemActor('demo');

export function arrive(world: World, life: LeadLife, at: number): Doing {
  const { arrival, chance } = life;
  const rep = someRep(world, life, at, chance);
  const own = arrival.channel.ownFind === true && chance.is(0.6);
  const owner = rep && (own || chance.is(0.8)) ? rep : null;
  return {
    steps: [createStep(life, at, owner, own)],
    then: ([answer]) => {
      life.leadId = (answer as { leadId: string }).leadId;
      if (owner) begin(world, life, owner, at);
      else pooled(world, life, at, 'arrival');
    },
    // The rep is full: it arrives a little later with another one.
    refused: () => plan(world, life, at + 10 * MINUTE_MS, 'arrive'),
  };
}

const createStep = ({ arrival }: LeadLife, at: number, owner: SimulatedRep | null, own: boolean) => ({
  at,
  actor: own && owner ? owner.actor : intake,
  name: 'createLead',
  input: { ...arrival.input, ownerId: owner?.actor.personId ?? null },
});

/** A new owner plans his first contact. */
export function begin(world: World, life: LeadLife, owner: SimulatedRep, at: number, talks = 1): void {
  handOver(world, life, owner, at);
  life.talksLeft = talks;
  const wait = life.chance.waiting(owner.plan.firstCallMinutes) * MINUTE_MS;
  const first = nextWorked(at, owner.plan.shift, world.zone, life.chance) + wait;
  plan(world, life, nextWorked(first, owner.plan.shift, world.zone, life.chance), 'contact');
}

/** A lead without an owner waits for somebody to claim it, or for a manager to deal it out. */
export function pooled(world: World, life: LeadLife, at: number, how: 'arrival' | 'recycle' | 'release'): void {
  const { chance } = life;
  if (how !== 'arrival') {
    handOver(world, life, null, at);
    life.lapses++;
    life.fit -= 0.3;
  }
  const { shift } = world.floor.reps[0]!.plan;
  if (how === 'arrival' && chance.is(0.85)) {
    const soon = nextWorked(at, shift, world.zone, chance) + chance.between(4, 90) * MINUTE_MS;
    return plan(world, life, nextWorked(soon, shift, world.zone, chance), 'deal');
  }
  const days = how === 'arrival' ? 1 : 8 * life.lapses;
  const act = chance.is(0.25) ? 'deal' : 'claim';
  plan(world, life, nextWorked(at + 2 * HOUR_MS + chance.waiting(days) * DAY_MS, shift, world.zone, chance), act);
}

export function claim(world: World, life: LeadLife, at: number): Doing | null {
  const rep = someRep(world, life, at, life.chance);
  if (!rep) return nobodyYet(world, life, at);
  return {
    steps: [{ at, actor: rep.actor, name: 'claimLead', input: { leadId: life.leadId } }],
    then: () => begin(world, life, rep, at, life.chance.whole(1, 2)),
    refused: () => plan(world, life, at + DAY_MS, 'claim'),
  };
}

/** A manager deals a pooled lead to one of his reps. */
export function deal(world: World, life: LeadLife, at: number): Doing | null {
  const rep = someRep(world, life, at, life.chance);
  if (!rep) return nobodyYet(world, life, at);
  const input = { leadId: life.leadId, ownerId: rep.actor.personId, reason: null };
  return {
    steps: [{ at, actor: managerOf(world, rep), name: 'assignLead', input }],
    then: () => begin(world, life, rep, at, life.chance.whole(1, 2)),
    refused: () => plan(world, life, at + DAY_MS, 'claim'),
  };
}

function nobodyYet(world: World, life: LeadLife, at: number): null {
  plan(world, life, at + 2 * DAY_MS, 'claim');
  return null;
}

export function releaseStep(life: LeadLife, at: number) {
  const reason = reasonFor('release', life.arrival.language, life.chance);
  return { at, actor: life.owner!.actor, name: 'releaseLead', input: { leadId: life.leadId, reason } };
}

export function transferStep(life: LeadLife, to: SimulatedRep, at: number) {
  const note = reasonFor('transfer', life.arrival.language, life.chance);
  return {
    at,
    actor: life.owner!.actor,
    name: 'transferLead',
    input: { leadId: life.leadId, toId: to.actor.personId, note },
  };
}
