import { DAY_MS, MINUTE_MS } from '#lib/domain/time/calendar.ts';
import type { Chance } from './chance.ts';
import type { FollowUpInput } from './contact.ts';
import type { SimulatedRep } from './floor.ts';
import type { LostReason } from './floor-plan.ts';
import { close, plan, someRep, type Doing, type LeadLife, type World } from './lead-life.ts';
import { forget, keep, nextContact } from './next-contact.ts';
import { begin, pooled, releaseStep, transferStep } from './owner-changes.ts';
import { followUp, moveStep } from './rep-steps.ts';

/** Lost with a reason, forgotten, passed on or given back. */
export function giveUp(
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

export function lose(
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

function lostReason({ stage, arrival }: LeadLife, chance: Chance): LostReason {
  const late = stage >= arrival.board.plan.bookedStage;
  const shares: Record<LostReason, number> = late
    ? { 价格: 4, 选择了竞品: 3, 时机不合适: 2, 联系不上: 0.5, 需求不符: 0.7, 预算被砍: 1.5 }
    : { 价格: 2, 选择了竞品: 1.5, 时机不合适: 3, 联系不上: 2.5, 需求不符: 3, 预算被砍: 0.3 };
  return chance.weighted(Object.keys(shares) as LostReason[], (reason) => shares[reason])!;
}
