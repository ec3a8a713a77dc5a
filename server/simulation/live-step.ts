import { systemActor, type Actor } from '#lib/domain/access/actor.ts';
import { isDomainError } from '#lib/domain/errors.ts';
import { MINUTE_MS } from '#lib/domain/time/calendar.ts';
import type { Lead } from '#lib/server/board/lead-row.ts';
import { runCommand } from '#lib/server/command-list.ts';
import type { Context } from '#lib/server/context/context.ts';
import { Chance } from './chance.ts';
import { invited, phaseOf, talked, unanswered, type FollowUpInput } from './contact.ts';
import { findFloor, type SimulatedBoard, type SimulatedRep } from './floor.ts';
import { ZONE } from './floor-plan.ts';
import { reasonFor } from './follow-up-words.ts';
import { boardOf, customersSoFar, languageOf, lookAround, speaks, type LiveFloor } from './live-floor.ts';
import { arrival, round } from './new-lead.ts';
import { agreedTime } from './working-hours.ts';

export const liveActs = ['followUp', 'move', 'arrive', 'claim', 'win', 'lose', 'release', 'transfer', 'deal'] as const;
export type LiveAct = (typeof liveActs)[number];

interface LiveCommand {
  actor: Actor;
  name: string;
  input: unknown;
}

export interface LiveOutcome {
  act: LiveAct;
  /** Null: the arrival of a lead. */
  personId: string | null;
  refused: string | null;
}

/** Open leads between these keep the board as full as it was. */
const FEWEST = 120;
const USUAL = 190;
const MOST = 260;

/** Of a hundred things that happen; a floor that runs full wins fewer new leads and gives up more. */
function shareOf(act: LiveAct, open: number): number {
  const empty = (MOST - open) / (MOST - USUAL);
  const full = (open - FEWEST) / (USUAL - FEWEST);
  const shares: Record<LiveAct, number> = {
    followUp: 58,
    move: 21,
    arrive: 4 * within(empty, 0.1, 2),
    claim: 3,
    win: 1.6,
    lose: 4 * within(full, 0.1, 2),
    release: 1,
    transfer: 1,
    deal: 1.5,
  };
  return shares[act];
}

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/**
 * One thing that happens on the floor, by the same command and with the same rights as if a person did it. Null: there is
 * nobody, or nothing, for it just now.
 */
export async function liveStep(context: Context): Promise<LiveOutcome | null> {
  const chance = new Chance(context.random);
  const live = await lookAround(context, await findFloor(context));
  const act = chance.weighted(liveActs, (each) => shareOf(each, live.open.length))!;
  const rep = live.free.length > 0 ? chance.pick(live.free) : null;
  const command = await commandFor(context, live, act, rep, chance);
  if (!command) return null;
  const personId = command.actor.kind === 'person' ? command.actor.personId : null;
  try {
    await runCommand(context, command.actor, command.name, command.input);
    return { act, personId, refused: null };
  } catch (error) {
    // Somebody was faster, or a limit is reached: people meet that too.
    if (isDomainError(error)) return { act, personId, refused: error.code };
    throw error;
  }
}

async function commandFor(
  context: Context,
  live: LiveFloor,
  act: LiveAct,
  rep: SimulatedRep | null,
  chance: Chance,
): Promise<LiveCommand | null> {
  if (act === 'arrive') return newLead(context, live, chance);
  if (act === 'deal') return deal(live, chance);
  if (!rep) return null;
  if (act === 'claim') return claim(live, rep, chance);
  const own = live.open.filter(({ ownerId }) => ownerId === rep.actor.personId);
  const lead = chance.weighted(own, (each) => attention(act, live, each, context.now()));
  const board = lead && boardOf(live, lead);
  if (!lead || !board) return null;
  const by = (name: string, input: object): LiveCommand => ({ actor: rep.actor, name, input });
  switch (act) {
    case 'followUp':
      return by('logFollowUp', followUp(context.now(), rep, board, lead, chance));
    case 'move':
      return movement(live, rep, board, lead, chance);
    case 'win': {
      const wonMinor = round((lead.expectedMinor ?? 1_000_000) * chance.between(0.85, 1.05), 10_000);
      return by('moveLead', { leadId: lead.id, stageId: board.wonStageId, fromStageId: lead.stageId, wonMinor });
    }
    case 'lose': {
      const lostReasonId = chance.pick([...live.floor.lostReasonIds.values()]);
      return by('moveLead', { leadId: lead.id, stageId: board.lostStageId, fromStageId: lead.stageId, lostReasonId });
    }
    case 'release':
      return by('releaseLead', { leadId: lead.id, reason: reasonFor('release', languageOf(lead), chance) });
    case 'transfer': {
      const others = live.floor.reps.filter(
        (each) => each !== rep && each.actor.teamId === rep.actor.teamId && speaks(each, lead),
      );
      if (others.length === 0) return null;
      const note = reasonFor('transfer', languageOf(lead), chance);
      return by('transferLead', { leadId: lead.id, toId: chance.pick(others).actor.personId, note });
    }
  }
}

/** Which of his leads somebody turns to: late ones for a win, early ones for giving up, due ones for a call. */
function attention(act: LiveAct, live: LiveFloor, lead: Lead, now: number): number {
  const board = boardOf(live, lead);
  if (!board) return 0;
  const stage = board.openStageIds.indexOf(lead.stageId);
  const last = board.openStageIds.length - 1;
  const leaving = lead.deadlineAt === null ? 0 : 1 / (1 + Math.max(0, lead.deadlineAt - now) / (12 * 60 * MINUTE_MS));
  switch (act) {
    case 'win':
      return stage >= last - 1 ? 1 : 0;
    case 'lose':
    case 'release':
      return lead.clock === 'running' ? last - stage + 1 : 0;
    case 'followUp':
      return lead.clock === 'paused' ? 0.2 : 1 + (lead.nextAt !== null && lead.nextAt < now ? 4 : 0) + 3 * leaving;
    default:
      return 1;
  }
}

function followUp(now: number, rep: SimulatedRep, board: SimulatedBoard, lead: Lead, chance: Chance): FollowUpInput {
  const stage = board.openStageIds.indexOf(lead.stageId);
  const who = { leadId: lead.id, language: languageOf(lead), phase: phaseOf(stage, board.plan.bookedStage) };
  const nextAt = agreedTime(now, chance.between(0.1, 4), rep.plan.shift, ZONE, chance);
  if (chance.is(0.2)) return unanswered(who, nextAt, chance);
  if (stage === board.plan.bookedStage && lead.clock === 'running' && chance.is(0.5))
    return invited(who, nextAt, chance);
  return talked(who, nextAt, chance);
}

/** One stage on, or back where the next is crowded, so that the funnel keeps its shape. */
function movement(
  live: LiveFloor,
  rep: SimulatedRep,
  board: SimulatedBoard,
  lead: Lead,
  chance: Chance,
): LiveCommand | null {
  const { openStageIds } = board;
  const stage = openStageIds.indexOf(lead.stageId);
  const inStage = (id: string | undefined) => live.open.filter(({ stageId }) => stageId === id).length;
  const next = openStageIds[stage + 1];
  const crowded = inStage(next) > inStage(openStageIds[stage]) * 0.85 + 3;
  const target = next !== undefined && !crowded ? next : chance.is(0.5) ? openStageIds[stage - 1] : undefined;
  if (stage === -1 || target === undefined) return null;
  return { actor: rep.actor, name: 'moveLead', input: { leadId: lead.id, stageId: target } };
}

async function newLead(context: Context, live: LiveFloor, chance: Chance): Promise<LiveCommand> {
  const asked = arrival(live.floor, await customersSoFar(context.db.read), chance);
  const held = (rep: SimulatedRep) => live.open.filter(({ ownerId }) => ownerId === rep.actor.personId).length;
  const { teams } = asked.board.plan;
  const may = live.floor.reps.filter(
    ({ plan, actor }) =>
      plan.languages.includes(asked.language) && (teams === 'everyone' || actor.teamId === live.floor.teamIds[teams]),
  );
  const owner = chance.is(0.75) ? chance.weighted(may, (rep) => Math.max(0.2, 26 - held(rep))) : null;
  return {
    actor: systemActor('demo'),
    name: 'createLead',
    input: { ...asked.input, ownerId: owner?.actor.personId ?? null },
  };
}

function claim(live: LiveFloor, rep: SimulatedRep, chance: Chance): LiveCommand | null {
  const wanted = live.pooled.filter((lead) => {
    const teams = boardOf(live, lead)?.plan.teams;
    const sees = teams === 'everyone' || (teams !== undefined && rep.actor.teamId === live.floor.teamIds[teams]);
    return sees && speaks(rep, lead) && lead.formerOwnerId !== rep.actor.personId;
  });
  if (wanted.length === 0) return null;
  return { actor: rep.actor, name: 'claimLead', input: { leadId: chance.pick(wanted).id } };
}

function deal(live: LiveFloor, chance: Chance): LiveCommand | null {
  const { freeManager, floor } = live;
  const team = floor.reps.filter(({ actor }) => actor.teamId === floor.teamIds.abroad);
  const leads = live.pooled.filter((lead) => team.some((rep) => speaks(rep, lead)));
  if (!freeManager || leads.length === 0) return null;
  const lead = chance.pick(leads);
  const may = team.filter((rep) => speaks(rep, lead) && rep.actor.personId !== lead.formerOwnerId);
  if (may.length === 0) return null;
  const to = chance.pick(may);
  return {
    actor: freeManager,
    name: 'assignLead',
    input: { leadId: lead.id, ownerId: to.actor.personId, reason: null },
  };
}
