import { DAY_MS } from '#lib/domain/time/calendar.ts';
import { dayOf, startOfDay } from '#lib/domain/time/zone.ts';
import { pruneOldEvents } from '#lib/server/streams/prune-events.ts';
import type { Context } from '#lib/server/context/context.ts';
import { arrivals } from './arrivals.ts';
import { Chance } from './chance.ts';
import { writeDemoMark, type DemoMark, type DemoSignInRow } from './demo-mark.ts';
import type { Floor } from './floor.ts';
import * as plan from './floor-plan.ts';
import { contextAt } from './moved-context.ts';
import { PastRun, type PastCounts } from './past.ts';
import { setUpFloor } from './set-up-floor.ts';

export interface SeedOptions {
  seed: number;
  days: number;
  leads: number;
  signal?: AbortSignal;
  /** Simulated days done. */
  onDay?: (done: number) => void;
}

/** Screens keep what happened for this long; the history keeps it for good. */
const STREAM_DAYS = 30;

/**
 * Fills an empty database with a sales floor and its past, up to the context's now. The same seed, days, leads and now
 * give the same floor. The mark comes last: without it the sample is not finished.
 */
export async function seedDemo(context: Context, options: SeedOptions): Promise<PastCounts> {
  const { seed, days, leads, signal, onDay } = options;
  const until = context.now();
  const from = startOfDay(dayOf(until - days * DAY_MS, plan.ZONE), plan.ZONE);
  const ids = Chance.seeded(seed, 'set-up ids');
  const floor = await setUpFloor(contextAt(context, from, ids));
  let day = -1;
  const run = new PastRun(context, floor, {
    seed,
    from,
    until,
    zone: plan.ZONE,
    arrivals: arrivals(leads, from, until, plan.ZONE, Chance.seeded(seed, 'arrivals')),
    signal,
    onMoment: (at) => {
      const now = Math.floor((at - from) / DAY_MS);
      if (now === day) return;
      day = now;
      onDay?.(day);
    },
  });
  const counts = await run.run();
  await pruneOldEvents(contextAt(context, until, ids), until - STREAM_DAYS * DAY_MS);
  await mark(context, floor, { seed, days, leads, until });
  return counts;
}

async function mark(context: Context, floor: Floor, facts: DemoMark): Promise<void> {
  const [manager] = plan.managers;
  const [rep] = floor.reps;
  const password = plan.DEMO_PASSWORD;
  const { name, email } = plan.admin;
  const signIns: DemoSignInRow[] = [
    { personId: floor.admin.personId, role: 'admin', name, email, password },
    { personId: floor.managers.east.personId, role: 'manager', name: manager.name, email: manager.email, password },
    { personId: rep!.actor.personId, role: 'rep', name: rep!.plan.name, email: rep!.plan.email, password },
  ];
  await context.db.transaction((tx) => writeDemoMark(tx, facts, signIns));
}
