import { DAY_MS, HOUR_MS, MINUTE_MS } from '#lib/domain/time/calendar.ts';
import { invited, talked, unanswered, visited, type FollowUpInput } from './contact.ts';
import type { SimulatedRep } from './floor.ts';
import { reasonFor } from './follow-up-words.ts';
import { giveUp, lose } from './giving-up.ts';
import { close, managerOf, plan, type Doing, type LeadLife, type World } from './lead-life.ts';
import { round } from './new-lead.ts';
import { keep, nextContact } from './next-contact.ts';
import { followUp, moveStep, whoOf } from './rep-steps.ts';
import { agreedTime, nextHalfHour, nextWorked } from './working-hours.ts';

/** Share of calls that nobody takes, by stage; later customers know the number. */
const silence = [0.34, 0.18, 0.12, 0.1, 0.1, 0.08];
const MOST_SILENT = 4;

/** The owner calls, writes or meets; now and then that decides the stage. */
export function contact(world: World, life: LeadLife, at: number): Doing | null {
  const { chance, owner, stage } = life;
  if (!owner || life.bookedFor !== null) return null;
  const log = (nextAt: number | null) => talked(whoOf(life), nextAt, chance);
  if (life.doomed !== null) return lose(world, life, owner, at, log, life.doomed);
  if (chance.is(silence[stage] ?? 0.1)) return noAnswer(world, life, owner, at);
  life.silent = 0;
  life.idleFrom = at;
  if (stage === life.arrival.board.plan.bookedStage) return invite(world, life, owner, at);
  if (--life.talksLeft <= 0) return decide(world, life, owner, at, log);
  return goOnTalking(world, life, owner, at);
}

function noAnswer(world: World, life: LeadLife, owner: SimulatedRep, at: number): Doing {
  const { chance } = life;
  if (++life.silent >= MOST_SILENT) {
    return giveUp(world, life, owner, at, (nextAt) => unanswered(whoOf(life), nextAt, chance), '联系不上');
  }
  const nextAt = nextHalfHour(nextWorked(at + chance.between(3, 28) * HOUR_MS, owner.plan.shift, world.zone, chance));
  return {
    steps: [followUp(owner, at, unanswered(whoOf(life), nextAt, chance))],
    then: () => keep(world, life, owner, nextAt),
    refused: () => plan(world, life, at + DAY_MS, 'contact'),
  };
}

function goOnTalking(world: World, life: LeadLife, owner: SimulatedRep, at: number): Doing {
  const { chance, arrival, stage } = life;
  const nextAt = nextContact(world, life, owner, at);
  const steps = [followUp(owner, at, talked(whoOf(life), nextAt, chance))];
  const back = stage >= 2 && chance.is(0.05);
  if (back) steps.push(moveStep(life, owner.actor, at + 2 * MINUTE_MS, arrival.board.openStageIds[stage - 1]!));
  return {
    steps,
    then: () => {
      if (back) life.stage--;
      keep(world, life, owner, nextAt);
    },
    refused: () => plan(world, life, at + DAY_MS, 'contact'),
  };
}

function invite(world: World, life: LeadLife, owner: SimulatedRep, at: number): Doing {
  const { chance } = life;
  const when = agreedTime(at, chance.between(1, 6), owner.plan.shift, world.zone, chance);
  return {
    steps: [followUp(owner, at, invited(whoOf(life), when, chance))],
    then: () => {
      life.bookedFor = when;
      plan(world, life, when + chance.between(35, 110) * MINUTE_MS, 'visit');
    },
    refused: () => plan(world, life, at + DAY_MS, 'contact'),
  };
}

/** The booked day: the customer came, or did not. */
export function visit(world: World, life: LeadLife, at: number): Doing | null {
  const { chance, owner } = life;
  if (!owner) return null;
  life.bookedFor = null;
  if (chance.is(0.79)) {
    life.idleFrom = at;
    return decide(world, life, owner, at, (nextAt) => visited(whoOf(life), true, nextAt, chance));
  }
  const nextAt = nextContact(world, life, owner, at);
  return {
    steps: [followUp(owner, at, visited(whoOf(life), false, nextAt, chance))],
    then: () => keep(world, life, owner, nextAt),
    refused: () => plan(world, life, at + DAY_MS, 'contact'),
  };
}

/** The stage is decided: on to the next, won, or given up. */
function decide(
  world: World,
  life: LeadLife,
  owner: SimulatedRep,
  at: number,
  log: (nextAt: number | null) => FollowUpInput,
): Doing {
  const { chance, arrival, stage } = life;
  const { openStageIds, plan: board } = arrival.board;
  const odds = logit(board.goOn[stage] ?? 0.6) + life.fit * 0.55 + owner.plan.skill;
  if (!chance.is(1 / (1 + Math.exp(-odds)))) return giveUp(world, life, owner, at, log);
  if (stage === openStageIds.length - 1) return win(world, life, at, log)!;
  const nextAt = nextContact(world, life, owner, at);
  const moveAt = at + Math.round(chance.between(0.5, 8) * MINUTE_MS);
  const steps = [followUp(owner, at, log(nextAt)), moveStep(life, owner.actor, moveAt, openStageIds[stage + 1]!)];
  const { intent } = life;
  const warmer = intent < 3 && chance.is(0.3);
  if (warmer) {
    const input = { leadId: life.leadId, field: 'intent', value: intent + 1, seen: intent };
    steps.push({ at: moveAt + MINUTE_MS, actor: owner.actor, name: 'editLead', input });
  }
  if (stage === openStageIds.length - 2 && chance.is(0.12)) {
    const reason = reasonFor('protect', arrival.language, chance);
    const input = { leadId: life.leadId, until: moveAt + chance.whole(12, 30) * DAY_MS, reason };
    steps.push({ at: moveAt + 5 * MINUTE_MS, actor: managerOf(world, owner), name: 'protectLead', input });
  }
  return {
    steps,
    then: () => {
      life.stage++;
      if (warmer) life.intent++;
      life.talksLeft = talksIn(life);
      keep(world, life, owner, nextAt);
    },
    refused: () => plan(world, life, at + DAY_MS, 'contact'),
  };
}

export function win(
  world: World,
  life: LeadLife,
  at: number,
  log: (nextAt: number | null) => FollowUpInput = (nextAt) => talked(whoOf(life), nextAt, life.chance),
): Doing | null {
  const { chance, arrival, owner } = life;
  if (!owner) return null;
  const wonMinor = round(arrival.expectedMinor * chance.between(0.84, 1.06), 10_000);
  const moveAt = at + Math.round(chance.between(1, 12) * MINUTE_MS);
  return {
    steps: [
      followUp(owner, at, log(null)),
      moveStep(life, owner.actor, moveAt, arrival.board.wonStageId, { wonMinor }),
    ],
    then: () => close(world, life, 'won'),
    refused: () => plan(world, life, at + DAY_MS, 'contact'),
  };
}

/** Offers are talked over longer than needs. */
const talksIn = ({ stage, chance, arrival }: LeadLife): number =>
  stage > arrival.board.plan.bookedStage ? chance.whole(2, 5) : chance.whole(1, 3);

const logit = (p: number): number => Math.log(p / (1 - p));
