import { DAY_MS, HOUR_MS, MINUTE_MS } from '#lib/domain/time/calendar.ts';
import type { Chance } from './chance.ts';
import { invited, phaseOf, talked, unanswered, visited, type FollowUpInput, type Who } from './contact.ts';
import type { SimulatedRep } from './floor.ts';
import type { LostReason } from './floor-plan.ts';
import { reasonFor } from './follow-up-words.ts';
import { close, managerOf, plan, someRep, type Doing, type LeadLife, type Step, type World } from './lead-life.ts';
import { round } from './new-lead.ts';
import { begin, pooled, releaseStep, transferStep } from './owner-changes.ts';
import { afterWorkedDays, agreedTime, nextHalfHour, nextWorked } from './working-hours.ts';

/** Share of calls that nobody takes, by stage; later customers know the number. */
const silence = [0.34, 0.18, 0.12, 0.1, 0.1, 0.08];
const MOST_SILENT = 4;

const whoOf = (life: LeadLife): Who => ({
  leadId: life.leadId,
  language: life.arrival.language,
  phase: phaseOf(life.stage, life.arrival.board.plan.bookedStage),
});
const followUp = (rep: SimulatedRep, at: number, input: FollowUpInput): Step => ({
  at,
  actor: rep.actor,
  name: 'logFollowUp',
  input,
});

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

/** Lost with a reason, forgotten, passed on or given back. */
function giveUp(
  world: World,
  life: LeadLife,
  owner: SimulatedRep,
  at: number,
  log: (nextAt: number | null) => FollowUpInput,
  because?: LostReason,
): Doing {
  const { chance } = life;
  const how = chance.weighted(['lose', 'forget', 'transfer', 'release'] as const, (each) => giveUpShares[each])!;
  const later = at + Math.round(chance.between(1, 20) * MINUTE_MS);
  const again = { refused: () => plan(world, life, at + DAY_MS, 'contact') };
  if (how === 'forget') {
    const nextAt = chance.is(0.4) ? nextContact(world, life, owner, at) : null;
    return { ...again, steps: [followUp(owner, at, log(nextAt))], then: () => forget(world, life, nextAt) };
  }
  const to = how === 'transfer' ? someRep(world, life, at, chance) : null;
  if (to && to !== owner) {
    return {
      ...again,
      steps: [followUp(owner, at, log(null)), transferStep(life, to, later)],
      then: () => begin(world, life, to, later, 2),
    };
  }
  if (how === 'release') {
    return {
      ...again,
      steps: [followUp(owner, at, log(null)), releaseStep(life, later)],
      then: () => pooled(world, life, later, 'release'),
    };
  }
  const reason = because ?? lostReason(life, chance);
  if (!chance.is(0.5)) return lose(world, life, owner, at, log, reason);
  // Hope dies last: one more try some days on.
  const nextAt = nextContact(world, life, owner, at + chance.between(1, 5) * DAY_MS);
  return {
    ...again,
    steps: [followUp(owner, at, log(nextAt))],
    then: () => {
      life.doomed = reason;
      keep(world, life, owner, nextAt);
    },
  };
}

function lose(
  world: World,
  life: LeadLife,
  owner: SimulatedRep,
  at: number,
  log: (nextAt: number | null) => FollowUpInput,
  reason: LostReason,
): Doing {
  const { chance, arrival } = life;
  const lostReasonId = world.floor.lostReasonIds.get(reason) ?? null;
  const moveAt = at + Math.round(chance.between(1, 20) * MINUTE_MS);
  return {
    steps: [
      followUp(owner, at, log(null)),
      moveStep(life, owner.actor, moveAt, arrival.board.lostStageId, { lostReasonId }),
    ],
    then: () => {
      close(world, life, 'lost');
      if (chance.is(0.025)) plan(world, life, at + chance.between(12, 50) * DAY_MS, 'reopen');
    },
    refused: () => plan(world, life, at + DAY_MS, 'contact'),
  };
}

const giveUpShares = { lose: 0.6, forget: 0.22, transfer: 0.1, release: 0.08 };

/** Somebody who said no comes back: the card leaves the lost column. */
export function reopen(world: World, life: LeadLife, at: number): Doing | null {
  const { owner, arrival, chance } = life;
  if (!owner) return null;
  return {
    steps: [moveStep(life, owner.actor, at, arrival.board.openStageIds[life.stage]!)],
    then: () => {
      life.state = 'open';
      life.owner = null;
      begin(world, life, owner, at, chance.whole(1, 2));
    },
    refused: () => {},
  };
}

/** He meant to call again, and mostly does, on time or late; some he lets slip. */
function keep(world: World, life: LeadLife, owner: SimulatedRep, nextAt: number): void {
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
function forget(world: World, life: LeadLife, nextAt: number | null): void {
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

/** Offers are talked over longer than needs. */
const talksIn = ({ stage, chance, arrival }: LeadLife): number =>
  stage > arrival.board.plan.bookedStage ? chance.whole(2, 5) : chance.whole(1, 3);

function nextContact(world: World, life: LeadLife, owner: SimulatedRep, at: number): number {
  const days = life.chance.between(0.5, 2.3 + life.stage * 0.25);
  return nextHalfHour(afterWorkedDays(at, days, owner.plan.shift, world.zone, life.chance));
}

function lostReason({ stage, arrival }: LeadLife, chance: Chance): LostReason {
  const late = stage >= arrival.board.plan.bookedStage;
  const shares: Record<LostReason, number> = late
    ? { 价格: 4, 选择了竞品: 3, 时机不合适: 2, 联系不上: 0.5, 需求不符: 0.7, 预算被砍: 1.5 }
    : { 价格: 2, 选择了竞品: 1.5, 时机不合适: 3, 联系不上: 2.5, 需求不符: 3, 预算被砍: 0.3 };
  return chance.weighted(Object.keys(shares) as LostReason[], (reason) => shares[reason])!;
}

const moveStep = (
  life: LeadLife,
  actor: Step['actor'],
  at: number,
  stageId: string,
  more: { wonMinor?: number; lostReasonId?: string | null } = {},
): Step => ({ at, actor, name: 'moveLead', input: { leadId: life.leadId, stageId, ...more } });

const logit = (p: number): number => Math.log(p / (1 - p));
