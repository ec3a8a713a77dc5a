import { movePersonSchema } from '#lib/contract/access/people.ts';
import { isDomainError } from '#lib/domain/errors.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, weekday } from '#lib/domain/time/calendar.ts';
import { dayOf, startOfDay } from '#lib/domain/time/zone.ts';
import { loadActor } from '#lib/server/access/person-now.ts';
import { movePerson } from '#lib/server/access/move-person.ts';
import { runCommand } from '#lib/server/command-list.ts';
import type { Context } from '#lib/server/context/context.ts';
import { markNoticesRead } from '#lib/server/ownership/mark-notices-read.ts';
import { recycleDue } from '../scheduler/jobs/recycle-due.ts';
import { warnDue } from '../scheduler/jobs/warn-due.ts';
import { Agenda } from './agenda.ts';
import type { Arrives } from './arrivals.ts';
import { Chance } from './chance.ts';
import type { Floor } from './floor.ts';
import { moved } from './floor-plan.ts';
import { plan, type Doing, type LeadLife, type Planned, type World } from './lead-life.ts';
import { contextAt } from './moved-context.ts';
import { arrival } from './new-lead.ts';
import { arrive, claim, deal, pooled, releaseStep } from './owner-changes.ts';
import { contact, putOff, reopen, visit, win } from './rep-work.ts';
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
const TODAYS_WINS = 4;
const TODAYS_CONTACTS = 26;

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
  readonly #floorAgenda = new Agenda<(at: number) => Promise<void>>();
  readonly #chance: Chance;
  readonly #ids: Chance;
  readonly counts: PastCounts = { commands: 0, refusals: {} };

  constructor(context: Context, floor: Floor, past: Past) {
    this.#context = context;
    this.#past = past;
    this.#chance = Chance.seeded(past.seed, 'floor');
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
    this.#planFloor();
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
      else if (at === floorAt) await this.#floorAgenda.take()!.item(at);
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
      case 'release':
        return this.#release(life, at);
    }
  }

  #release(life: LeadLife, at: number): Doing | null {
    if (!life.owner) return null;
    return {
      steps: [releaseStep(life, at)],
      then: () => pooled(this.#world, life, at, 'release'),
      refused: () => {},
    };
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

  #planFloor(): void {
    const { from, until, zone } = this.#past;
    for (let at = from + DAY_MS; at < until - 30 * HOUR_MS; at += DAY_MS) {
      if ([1, 3, 5].includes(weekday(dayOf(at, zone)))) {
        const morning = startOfDay(dayOf(at, zone), zone) + 9.3 * HOUR_MS;
        if (morning < until - 30 * HOUR_MS) this.#floorAgenda.add(morning, (moment) => this.#readInboxes(moment));
      }
    }
    this.#floorAgenda.add(from + Math.round((until - from) * moved.at), (at) => this.#moveSomebody(at));
    const today = Math.max(startOfDay(dayOf(until, zone), zone), until - 6 * HOUR_MS);
    this.#floorAgenda.add(today, (at) => this.#fillToday(at));
  }

  async #readInboxes(at: number): Promise<void> {
    const { floor } = this.#world;
    for (const { actor } of floor.reps) {
      await markNoticesRead(contextAt(this.#context, at, this.#ids), actor, {});
    }
    for (const actor of Object.values(floor.managers)) {
      await markNoticesRead(contextAt(this.#context, at, this.#ids), actor, {});
    }
  }

  async #moveSomebody(at: number): Promise<void> {
    const { floor } = this.#world;
    const rep = floor.reps.find(({ plan: { email } }) => email === moved.email);
    if (!rep) return;
    const input = movePersonSchema.parse({ personId: rep.actor.personId, teamId: floor.teamIds[rep.plan.team] });
    await movePerson(contextAt(this.#context, at, this.#ids), floor.admin, input);
    rep.actor = (await loadActor(this.#context.db.read, rep.actor.personId)) ?? rep.actor;
  }

  /** Whoever looks at night or on a Sunday also finds a day at work: some wins and contacts in the last hours. */
  // eslint-disable-next-line @typescript-eslint/require-await
  async #fillToday(at: number): Promise<void> {
    const { until } = this.#past;
    const chance = this.#chance;
    const owned = this.#lives.filter(({ state, owner }) => state === 'open' && owner !== null);
    const moment = () => chance.between(Math.min(at + 5 * MINUTE_MS, until), until - 2 * MINUTE_MS);
    const late = owned.filter(({ stage, arrival: { board } }) => stage >= board.openStageIds.length - 2);
    for (let left = Math.min(TODAYS_WINS, late.length); left > 0; left--) {
      const [life] = late.splice(chance.whole(0, late.length - 1), 1);
      plan(this.#world, life!, moment(), 'win');
    }
    for (let left = Math.min(TODAYS_CONTACTS, owned.length); left > 0; left--) {
      const [life] = owned.splice(chance.whole(0, owned.length - 1), 1);
      plan(this.#world, life!, moment(), 'contact');
    }
  }
}
