import type { Actor } from '#lib/domain/access/actor.ts';
import type { Agenda } from './agenda.ts';
import type { Chance } from './chance.ts';
import type { Floor, SimulatedRep } from './floor.ts';
import type { LostReason } from './floor-plan.ts';
import type { Arrival } from './new-lead.ts';

/** What the simulation knows of one lead: its own plans, never a second truth. What happened stands in the database. */
export interface LeadLife {
  number: number;
  chance: Chance;
  /** Decides the ids of what commands write for this lead. */
  ids: Chance;
  arrival: Arrival;
  leadId: string;
  owner: SimulatedRep | null;
  /** Index among the board's open stages. */
  stage: number;
  state: 'open' | 'won' | 'lost';
  /** Raised with every change of owner and every close: what was planned before is void. */
  turn: number;
  /** Conversations that are still needed before this stage is decided. */
  talksLeft: number;
  /** Calls in a row that nobody took. */
  silent: number;
  /** Until when an appointment is booked. */
  bookedFor: number | null;
  /** From when its idle time counts, as far as the simulation needs to know. */
  idleFrom: number;
  /** How often it fell into the pool. */
  lapses: number;
  /** It will be given up at the next contact, and why. */
  doomed: LostReason | null;
  formerOwner: SimulatedRep | null;
  fit: number;
  intent: number;
}

export type Act = 'arrive' | 'contact' | 'visit' | 'win' | 'claim' | 'deal' | 'putOff' | 'reopen';

export interface Planned {
  life: LeadLife;
  act: Act;
  turn: number;
}

/** One command, at its moment. */
export interface Step {
  at: number;
  actor: Actor;
  name: string;
  input: unknown;
}

/** What somebody does at one moment: commands of one lead one after another, and what follows when they went through. */
export interface Doing {
  steps: Step[];
  then: (answers: unknown[]) => void;
  /** A command was refused; those after it were not sent. */
  refused: (code: string) => void;
}

export interface World {
  floor: Floor;
  agenda: Agenda<Planned>;
  zone: string;
  /** The last weeks were busier than the year: more is let slip. */
  busyFrom: number;
  /** Open leads by rep. */
  loads: Map<SimulatedRep, number>;
}

export function plan(world: World, life: LeadLife, at: number, act: Act): void {
  world.agenda.add(Math.round(at), { life, act, turn: life.turn });
}

/** The lead has another owner from now on, or none: nothing that was planned for it holds. */
export function handOver(world: World, life: LeadLife, owner: SimulatedRep | null, at: number): void {
  const change = (rep: SimulatedRep, by: number) => world.loads.set(rep, (world.loads.get(rep) ?? 0) + by);
  if (life.owner) {
    if (life.state === 'open') change(life.owner, -1);
    life.formerOwner = life.owner;
  }
  if (owner) change(owner, 1);
  life.owner = owner;
  life.turn++;
  life.silent = 0;
  life.doomed = null;
  life.bookedFor = null;
  life.idleFrom = at;
}

export function close(world: World, life: LeadLife, state: 'won' | 'lost'): void {
  if (life.owner) world.loads.set(life.owner, (world.loads.get(life.owner) ?? 1) - 1);
  life.state = state;
  life.turn++;
  life.bookedFor = null;
}

/** Who may be given the lead: speaks its language, sees the board, has begun; the less he holds, the likelier. */
export function someRep(world: World, life: LeadLife, at: number, chance: Chance): SimulatedRep | null {
  const { board, language } = life.arrival;
  const { teams } = board.plan;
  const may = (rep: SimulatedRep) =>
    rep.since <= at &&
    rep !== life.formerOwner &&
    rep.plan.languages.includes(language) &&
    (teams === 'everyone' || rep.actor.teamId === world.floor.teamIds[teams]);
  const room = (rep: SimulatedRep) => Math.max(0.5, 24 - (world.loads.get(rep) ?? 0)) ** 1.5;
  // Those for whom it is the second language get few.
  const fitting = (rep: SimulatedRep) => (rep.plan.languages[0] === language ? 1 : 0.2);
  return chance.weighted(world.floor.reps.filter(may), (rep) => room(rep) * fitting(rep));
}

export const managerOf = (world: World, rep: SimulatedRep) =>
  rep.actor.teamId === world.floor.teamIds.abroad ? world.floor.managers.abroad : world.floor.managers.east;
