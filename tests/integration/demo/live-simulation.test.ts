import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSession } from '#lib/server/auth/sessions.ts';
import type { Context } from '#lib/server/context/context.ts';
import { figuresFromLeads, storedFigures } from '#lib/server/metrics/figures-from-leads.ts';
import { readDemoSignIns } from '../../../server/simulation/demo-mark.ts';
import { liveStep, type LiveOutcome } from '../../../server/simulation/live-step.ts';
import { startSimulation } from '../../../server/simulation/simulation.ts';
import { expectOwnershipSound } from '../../support/expect-ownership-sound.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';
import { demoContext, seedSmall } from './small-sample.ts';

const STEPS = 80;
const PAUSE_MS = 5_000;

let test: TestContext;
let context: Context;
beforeEach(async () => {
  test = await testContext();
  ({ context } = test);
  await seedSmall(context);
});
afterEach(() => test.close());

async function live(of: TestContext, seed: number): Promise<LiveOutcome[]> {
  const demo = demoContext(of.context, seed);
  const outcomes: LiveOutcome[] = [];
  for (let step = 0; step < STEPS; step++) {
    of.clock.advance(PAUSE_MS);
    const outcome = await liveStep(demo);
    if (outcome) outcomes.push(outcome);
  }
  return outcomes;
}

const changedBy = (personId: string) =>
  context.db.read.all('select id from lead_history where actor_id = ? and recorded_at > ?', [personId, startedAt()]);
const startedAt = () => context.now() - STEPS * PAUSE_MS;

it('[O1] keeps the floor moving by commands that leave ownership and figures sound', async () => {
  const outcomes = await live(test, 3);
  const done = outcomes.filter(({ refused }) => refused === null);
  expect(done.length).toBeGreaterThan(STEPS / 2);
  expect(new Set(done.map(({ act }) => act)).size).toBeGreaterThan(3);
  await expectOwnershipSound(context);
  for (const { id } of await context.db.read.all<{ id: string }>('select id from boards')) {
    const leads = ({ cells }: Awaited<ReturnType<typeof storedFigures>>) =>
      cells.reduce((sum, cell) => sum + cell.leads + cell.won + cell.lost, 0);
    expect(leads(await storedFigures(context.db.read, id))).toBe(leads(await figuresFromLeads(context.db.read, id)));
  }
});

it('never acts for the people whose sign-in is printed, nor for whoever is signed in', async () => {
  const printed = (await readDemoSignIns(context.db.read)).map(({ personId }) => personId);
  const li = (await context.db.read.get<{ id: string }>(`select id from people where email = 'li.na@example.com'`))!.id;
  await createSession(context, li, { userAgent: null });
  const outcomes = await live(test, 4);
  const acted = new Set(outcomes.map(({ personId }) => personId));
  expect(acted.size).toBeGreaterThan(4);
  for (const personId of [...printed, li]) {
    expect(acted.has(personId)).toBe(false);
    expect(await changedBy(personId)).toEqual([]);
  }
});

it('does the same from the same chances', async () => {
  const other = await testContext();
  try {
    await seedSmall(other.context);
    expect(await live(other, 5)).toEqual(await live(test, 5));
  } finally {
    await other.close();
  }
});

it('stops when it is closed, and does not start outside the demo or when quiet', async () => {
  const demo = demoContext(context, 6);
  let steps = 0;
  const third = Promise.withResolvers<void>();
  const onStep = () => {
    steps++;
    if (steps === 3) third.resolve();
  };
  const running = startSimulation(demo, { pause: () => 1, onStep });
  await third.promise;
  await running.close();
  const atClose = steps;

  const notDemo = startSimulation({ ...demo, config: { ...demo.config, demo: false } }, { pause: () => 0, onStep });
  const quiet = startSimulation({ ...demo, config: { ...demo.config, quiet: true } }, { pause: () => 0, onStep });
  await new Promise((resolve) => setTimeout(resolve, 60));
  await Promise.all([notDemo.close(), quiet.close()]);
  expect(steps).toBe(atClose);
  expect(steps).toBeGreaterThanOrEqual(3);
});
