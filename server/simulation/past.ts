import { isDomainError } from '#lib/domain/errors.ts';
import { DAY_MS } from '#lib/domain/time/calendar.ts';
import { runCommand } from '#lib/server/command-list.ts';
import type { Context } from '#lib/server/context/context.ts';
import { recycleDue } from '../scheduler/jobs/recycle-due.ts';
import { warnDue } from '../scheduler/jobs/warn-due.ts';
import { Agenda } from './agenda.ts';
import type { Arrives } from './arrivals.ts';
import { Chance } from './chance.ts';
import type { Floor } from './floor.ts';
import { floorEvents, type FloorEvent } from './floor-events.ts';
import { plan, type Doing, type LeadLife, type Planned, type World } from './lead-life.ts';
import { contextAt } from './moved-context.ts';
import { arrival } from './new-lead.ts';
import { arrive, claim, deal, pooled } from './owner-changes.ts';
import { putOff } from './next-contact.ts';
import { contact, visit, win } from './rep-work.ts';
import { reopen } from './giving-up.ts';
import { savepointsOf } from './savepoints.ts';

export interface Past {
  seed: number;
  from: number;
  until: number;
  zone: string;
  arrivals: readonly Arrives[];
  signal?: AbortSignal;
  /** How far the simulated time has come. */
  onMoment?: (at: number) => void;
}

export interface PastCounts {
  commands: number;
  refusals: Record<string, number>;
}

/** Moments in one transaction: long enough to spare the disk, short enough for the engine's memory. */
const MOMENTS = 400;
const BUSY_DAYS = 16;

/**
 * Lives through the time between two instants: reps work, the clock warns and recycles, people read their inboxes. Every
 * change goes through the command that a page would send, at its moment and in order of time, so history, spells and
 * figures agree. Each lead has a chance of its own: one more or fewer leaves the others as they are.
 */
export class PastRun {
  #context: Context;
  readonly #past: Past;
  readonly #world: World;
  readonly #lives: LeadLife[];
  readonly #byId = new Map<string, LeadLife>();
  /** What concerns the floor and not one lead. */
  readonly #floorAgenda = new Agenda<FloorEvent['run']>();
  readonly #ids: Chance;
  readonly counts: PastCounts = { commands: 0, refusals: {} };

  constructor(context: Context, floor: Floor, past: Past) {
    this.#context = context;
    this.#past = past;
    this.#ids = Chance.seeded(past.seed, 'floor ids');
    this.#world = {
      floor,
      agenda: new Agenda<Planned>(),
      zone: past.zone,
      busyFrom: past.until - BUSY_DAYS * DAY_MS,
      loads: new Map(),
    };
    const length = past.until - past.from;
    for (const rep of floor.reps) rep.since = past.from + rep.plan.joined * length;
    this.#lives = past.arrivals.map(({ at, fair }, number) => {
      const life = this.#life(number, fair);
      plan(this.#world, life, at, 'arrive');
      return life;
    });
    for (const { at, run } of floorEvents(this.#world, past, this.#lives)) this.#floorAgenda.add(at, run);
  }

  #life(number: number, fair: boolean): LeadLife {
    const chance = Chance.seeded(this.#past.seed, `lead ${number}`);
    const from = arrival(this.#world.floor, number, chance, fair);
    return {
      number,
      chance,
      ids: Chance.seeded(this.#past.seed, `ids of ${number}`),
      arrival: from,
      leadId: '',
      owner: null,
      stage: 0,
      state: 'open',
      turn: 0,
      talksLeft: 1,
      silent: 0,
      bookedFor: null,
      idleFrom: 0,
      lapses: 0,
      doomed: null,
      formerOwner: null,
      fit: from.fit,
      intent: from.input.intent ?? 0,
    };
  }

  async run(): Promise<PastCounts> {
    const real = this.#context;
    for (let more = true; more;) {
      more = await real.db.transaction(async (tx) => {
        this.#context = { ...real, db: savepointsOf(real.db, tx) };
        return this.#someMoments();
      });
      // Lets a signal to stop through.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#context = real;
    return this.counts;
  }

  /** Answers whether there is more to live through. */
  async #someMoments(): Promise<boolean> {
    const { until, signal, onMoment } = this.#past;
    const { agenda } = this.#world;
    for (let count = 0; count < MOMENTS; count++) {
      signal?.throwIfAborted();
      const clockAt = await this.#clockDue();
      const floorAt = this.#floorAgenda.firstAt ?? Infinity;
      const leadAt = agenda.firstAt ?? Infinity;
      const at = Math.min(clockAt, floorAt, leadAt);
      if (at > until) return false;
      onMoment?.(at);
      if (at === clockAt) await this.#runClock(at);
      else if (at === floorAt) await this.#floorAgenda.take()!.item(contextAt(this.#context, at, this.#ids));
      else await this.#act(agenda.take()!.item, at);
    }
    return true;
  }

  async #act({ life, act, turn }: Planned, at: number): Promise<void> {
    const doing = turn === life.turn ? this.#decide(life, act, at) : null;
    if (!doing) return;
    const answers: unknown[] = [];
    for (const step of doing.steps) {
      try {
        answers.push(await runCommand(contextAt(this.#context, step.at, life.ids), step.actor, step.name, step.input));
        this.counts.commands++;
      } catch (error) {
        if (!isDomainError(error)) throw error;
        this.counts.refusals[error.code] = (this.counts.refusals[error.code] ?? 0) + 1;
        return doing.refused(error.code);
      }
    }
    doing.then(answers);
    this.#byId.set(life.leadId, life);
  }

  #decide(life: LeadLife, act: Planned['act'], at: number): Doing | null {
    const world = this.#world;
    switch (act) {
      case 'arrive':
        return arrive(world, life, at);
      case 'contact':
        return contact(world, life, at);
      case 'visit':
        return visit(world, life, at);
      case 'win':
        return win(world, life, at);
      case 'claim':
        return claim(world, life, at);
      case 'deal':
        return deal(world, life, at);
      case 'putOff':
        return putOff(life, at);
      case 'reopen':
        return reopen(world, life, at);
    }
  }

  /** When the ownership clock warns or recycles next. */
  async #clockDue(): Promise<number> {
    const row = await this.#context.db.read.get<{ deadlineAt: number | null; warnAt: number | null }>(
      'select min(deadline_at) as "deadlineAt", min(warn_due_at) as "warnAt" from leads',
    );
    return Math.min(row?.deadlineAt ?? Infinity, row?.warnAt ?? Infinity);
  }

  /** The scheduler's own jobs at the simulated moment; then the simulation learns which leads it lost. */
  async #runClock(at: number): Promise<void> {
    const context = contextAt(this.#context, at, this.#ids);
    const run = { at, stopped: () => false };
    await warnDue().run(context, run);
    const { recycled = 0 } = await recycleDue().run(context, run);
    if (recycled === 0) return;
    const gone = await context.db.read.all<{ id: string }>(
      `select id from leads where pool_id is not null and pooled_by = 'recycle' and pooled_at = ? order by id`,
      [at],
    );
    for (const { id } of gone) {
      const life = this.#byId.get(id);
      if (life) pooled(this.#world, life, at, 'recycle');
    }
  }
}
