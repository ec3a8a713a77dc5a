import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLeadSchema, moveLeadSchema } from '#lib/contract/board/commands.ts';
import type { Figures, Measures } from '#lib/contract/metrics/figures.ts';
import { parseQuery } from '#lib/contract/metrics/query.ts';
import { isDomainError } from '#lib/domain/errors.ts';
import { createLead } from '#lib/server/board/create-lead.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import { undoMove } from '#lib/server/board/undo-move.ts';
import { figuresFor } from '#lib/server/metrics/figures-for.ts';
import { figuresFromLeads, storedFigures } from '#lib/server/metrics/figures-from-leads.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, testEngine, type TestContext } from '../../support/test-context.ts';
import { naiveFigures, readNaively, shanghaiDay, type NaiveMeasures } from './naive-figures.ts';
import { writeLeads } from './write-leads.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

const HOUR = 3_600_000;
const ask = (query: object, actor = floor.admin) =>
  figuresFor(test.context, actor, parseQuery({ boardId: floor.boardId, ...query }));
const create = (rep = floor.east.reps[0]!, more: object = {}) =>
  createLead(test.context, rep, createLeadSchema.parse({ boardId: floor.boardId, name: 'Zhao', ...more }));
const move = (leadId: string, stageId: string, more: object = {}) => {
  test.clock.advance(1);
  return moveLead(test.context, floor.admin, moveLeadSchema.parse({ leadId, stageId, ...more }));
};
const win = (leadId: string, wonMinor: number) => move(leadId, floor.stages.won, { wonMinor });
const lose = (leadId: string) => move(leadId, floor.stages.lost, { lostReasonId: floor.lostReasonId });

const plain = ({ leads, won, lost, wonAmounts, cycle }: Measures) => ({
  leads,
  won,
  lost,
  amounts: Object.fromEntries(wonAmounts.map(({ currency, minor }) => [currency, minor])),
  cycles: cycle.won.n,
  mean: cycle.won.mean === null ? null : Math.round(cycle.won.mean * 1e6),
  median: cycle.won.median === null ? null : Math.round(cycle.won.median * 1e6),
});
const plainNaive = ({ leads, won, lost, amounts, wonTenths: tenths }: NaiveMeasures) => {
  const middle = (tenths[Math.floor((tenths.length - 1) / 2)]! + tenths[Math.ceil((tenths.length - 1) / 2)]!) / 20;
  const mean = tenths.reduce((sum, value) => sum + value, 0) / tenths.length / 10;
  return {
    leads,
    won,
    lost,
    amounts,
    cycles: tenths.length,
    mean: tenths.length ? Math.round(mean * 1e6) : null,
    median: tenths.length ? Math.round(middle * 1e6) : null,
  };
};
const plainFunnel = ({ funnel }: Figures) =>
  Object.fromEntries(funnel.filter(({ entered }) => entered > 0).map(({ stageId, entered }) => [stageId, entered]));
const byText = (rows: object[]) => rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();

describe('figures', () => {
  it('[M1] win rate and conversion name what they divide by, and a rate of nothing is none', async () => {
    const [a, b, c] = [await create(), await create(), await create()];
    await create();
    await win(a.leadId, 1_280_000);
    await win(b.leadId, 20_000);
    await lose(c.leadId);
    const { totals, dataAt } = await ask({});
    expect(totals).toMatchObject({ leads: 4, won: 2, lost: 1, open: 1 });
    expect(totals.winRate).toMatchObject({ hits: 2, of: 3, rate: 2 / 3, small: true });
    expect(totals.conversion).toMatchObject({ hits: 2, of: 4, rate: 0.5 });
    expect(totals.winRate.low).toBeCloseTo(0.2077, 3);
    expect(totals.winRate.high).toBeCloseTo(0.9385, 3);
    expect(totals.wonAmounts).toEqual([{ currency: 'CNY', minor: 1_300_000 }]);
    expect(dataAt).toBe(test.clock.at);
    const { totals: empty } = await ask({ from: '2020-01-01', to: '2020-01-31' });
    expect(empty.winRate).toMatchObject({ hits: 0, of: 0, rate: null, low: null });
    expect(empty.cycle.won).toMatchObject({ n: 0, median: null });
  });

  it('[M1] by period counts the close on its day, and divides by the arrivals of the same days without an interval', async () => {
    const early = await create();
    test.clock.advance(30 * 24 * HOUR);
    await create();
    await win(early.leadId, 500);
    const today = shanghaiDay(test.clock.at);
    const { totals } = await ask({ basis: 'period', from: today, to: today });
    expect(totals).toMatchObject({ leads: 1, won: 1, lost: 0, open: null });
    expect(totals.conversion).toMatchObject({ hits: 1, of: 1, low: null, high: null });
    const cohort = await ask({ from: today, to: today });
    expect(cohort.totals).toMatchObject({ leads: 1, won: 0, open: 1 });
  });

  it('never adds up amounts of two currencies', async () => {
    const [a, b] = [await create(), await create(floor.east.reps[0], { currency: 'USD' })];
    await win(a.leadId, 100);
    await win(b.leadId, 700);
    const { totals, series } = await ask({});
    expect(totals.wonAmounts).toEqual([
      { currency: 'USD', minor: 700 },
      { currency: 'CNY', minor: 100 },
    ]);
    expect(series.points.at(-1)?.wonAmounts).toHaveLength(2);
  });

  it('[M3] the funnel counts each lead once a stage, skipped stages included, and says of how many it speaks', async () => {
    const { fresh, contact, visit, offer, won } = floor.stages;
    const jumped = await create();
    await move(jumped.leadId, offer);
    await move(jumped.leadId, contact);
    await move(jumped.leadId, offer);
    await win((await create()).leadId, 100);
    await create();
    const { funnel, now } = await ask({});
    const entered = Object.fromEntries(funnel.map((stage) => [stage.stageId, stage.entered]));
    expect(entered).toMatchObject({ [fresh]: 3, [contact]: 2, [visit]: 2, [offer]: 2, [won]: 1 });
    expect(funnel.find(({ stageId }) => stageId === offer)?.onward).toMatchObject({ hits: 1, of: 2, rate: 0.5 });
    expect(now.map(({ count }) => count)).toEqual([1, 0, 0, 1]);
  });

  it('[D7] leads without a day of arrival are in all time only, and said to be', async () => {
    const { stages, boardId, east } = floor;
    const owner = { ownerId: east.reps[0]!.personId };
    await writeLeads(test.context, boardId, [
      { stageId: stages.fresh, arrivedAt: null, ...owner },
      { stageId: stages.fresh, arrivedAt: test.clock.at, ...owner },
    ]);
    const all = await ask({});
    expect(all.totals.leads).toBe(2);
    expect(all.undated).toEqual({ leads: 1, won: 0, lost: 0 });
    const dated = await ask({ from: null, to: '2030-01-01' });
    expect(dated.totals.leads).toBe(1);
    expect(dated.undated).toBeNull();
    expect((await ask({ groupBy: 'quarter' })).groups.map(({ key, leads }) => [key, leads])).toEqual([
      ['2026-Q3', 1],
      ['', 1],
    ]);
  });

  it('[M4] the estimate that counts open leads is later than the median of the finished ones', async () => {
    for (let i = 0; i < 3; i++) {
      const { leadId } = await create();
      test.clock.advance(24 * HOUR);
      await win(leadId, 100);
    }
    for (let i = 0; i < 2; i++) await create();
    test.clock.advance(10 * 24 * HOUR);
    const { totals, cycleWithOpen } = await ask({});
    expect(totals.cycle.won).toMatchObject({ n: 3, median: 1, small: true });
    expect(cycleWithOpen).toEqual({ medianDays: 1, n: 5 });
    for (let i = 0; i < 4; i++) await create();
    test.clock.advance(10 * 24 * HOUR);
    expect((await ask({ groupBy: 'owner' })).cycleWithOpen).toEqual({ medianDays: null, n: 9 });
  });

  it('[M9] regions and names are those of today, for those who left too', async () => {
    const rep = floor.west.reps[0]!;
    await create(rep);
    await test.context.db.transaction(async (tx) => {
      await tx.run(`update teams set region = 'Coast'`);
      await tx.run(`update people set status = 'disabled', name = 'Dora' where id = ?`, [rep.personId]);
    });
    const { groups } = await ask({ groupBy: 'owner' });
    expect(groups).toMatchObject([{ key: rep.personId, name: 'Dora', leads: 1 }]);
    expect((await ask({ groupBy: 'region' })).groups).toMatchObject([{ key: 'Coast', name: 'Coast', leads: 1 }]);
  });

  it('compares with the days before, as far as the period has run', async () => {
    await create();
    test.clock.advance(31 * 24 * HOUR);
    await create();
    const { before } = await ask({ basis: 'cohort', from: '2026-10-01', to: '2026-10-31' });
    expect(before).toMatchObject({ from: '2026-09-01', to: '2026-09-16', totals: { leads: 1 } });
  });
});

describe('who sees which figures', () => {
  it('[X1] a manager sees his teams whatever he asks for', async () => {
    await create(floor.east.reps[0]);
    await create(floor.west.reps[0]);
    await create(floor.admin, { ownerId: null });
    expect((await ask({})).totals.leads).toBe(3);
    const mine = await ask({}, floor.east.manager);
    expect(mine.totals.leads).toBe(1);
    expect(mine.now[0]?.count).toBe(1);
    expect(mine.query.teamIds).toEqual([floor.teams.east]);
    const wide = await ask({ teamIds: [floor.teams.east, floor.teams.west] }, floor.east.manager);
    expect(wide.totals.leads).toBe(1);
    await expect(ask({ teamIds: [floor.teams.west] }, floor.east.manager)).rejects.toMatchObject({
      code: 'not_allowed',
    });
    const alone = { ...floor.east.manager, managesTeamIds: [] };
    expect((await ask({}, alone)).totals.leads).toBe(0);
  });

  it('[X1] a manager without a team has figures of nothing, also not of the pool', async () => {
    await create(floor.admin, { ownerId: null, expectedMinor: 5_000 });
    const nobody = { ...floor.east.manager, managesTeamIds: [] };
    const counts = (figures: Figures) => figures.now.map(({ count, amounts }) => ({ count, amounts }));
    expect(counts(await ask({})).some(({ count }) => count === 1)).toBe(true);
    expect(counts(await ask({}, nobody)).filter(({ count }) => count > 0)).toEqual([]);
  });

  it('[X1] a rep sees his own figures and nothing of anybody else, whatever he asks for', async () => {
    const [zhang, li] = floor.east.reps;
    const { leadId } = await create(zhang);
    await create(zhang, { channelId: floor.channelId });
    await create(li, { channelId: floor.channelId });
    await create(floor.admin, { ownerId: null });
    const to = { stageId: floor.stages.won, after: null, before: null, fromStageId: null };
    await moveLead(test.context, zhang!, { leadId, ...to, wonMinor: 700 });
    for (const basis of ['cohort', 'period'] as const) {
      const own = await ask({ basis, groupBy: 'month' }, zhang);
      expect(own.totals).toMatchObject({ leads: 2, won: 1, wonAmounts: [{ currency: 'CNY', minor: 700 }] });
      expect(own.query).toMatchObject({ ownerId: zhang!.personId, teamIds: null });
      expect(own.groups.reduce((sum, { won }) => sum + won, 0)).toBe(1);
      expect(
        own.now.reduce((sum, { count }) => sum + count, 0),
        'what he holds',
      ).toBe(1);
      expect(own.funnel[0]!.entered).toBe(2);
      expect(own.totals.cycle.won.n).toBe(1);
      const ofLi = await ask({ basis }, li);
      expect(ofLi.totals).toMatchObject({ leads: 1, won: 0 });
    }
    const byOwner = await ask({ groupBy: 'owner' }, zhang);
    expect(byOwner.groups.map(({ key }) => key)).toEqual([zhang!.personId]);
    const refused = { code: 'not_allowed' };
    await expect(ask({ ownerId: li!.personId }, zhang)).rejects.toMatchObject(refused);
    await expect(ask({ teamIds: [floor.teams.east] }, zhang)).rejects.toMatchObject(refused);
    await expect(ask({ groupBy: 'channel' }, zhang), 'not kept per person').rejects.toMatchObject({
      code: 'invalid_input',
    });
    const ofHis = await ask({ ownerId: li!.personId }, floor.east.manager);
    expect(ofHis.totals.leads, 'a manager may look at one of his').toBe(1);
    expect((await ask({ ownerId: li!.personId }, floor.west.manager)).totals.leads, 'and at nobody else').toBe(0);
  });
});

type Step =
  | { kind: 'create'; rep: number; channel: boolean; product: boolean }
  | { kind: 'move'; lead: number; stage: number; amount: number }
  | { kind: 'undo'; lead: number }
  | { kind: 'wait'; hours: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('create' as const),
      rep: fc.nat(4),
      channel: fc.boolean(),
      product: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      lead: fc.nat(30),
      stage: fc.nat(5),
      amount: fc.nat(90_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const), lead: fc.nat(30) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 900 }) }) },
);

describe('figures after any history', () => {
  it(
    '[M7] equal an independent count, lead by lead, and what a rebuild would write',
    { timeout: 240_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
          await onNewFloor(async () => {
            await live(steps);
            await expectExact();
          });
        }),
        { numRuns: testEngine() === 'postgres' ? 8 : 40 },
      );
    },
  );
});

/** A fresh floor for each generated history. */
async function onNewFloor(work: () => Promise<void>): Promise<void> {
  await test.close();
  test = await testContext();
  floor = await aFloor(test.context);
  await work();
}

async function live(steps: readonly Step[]): Promise<void> {
  const reps = [...floor.east.reps, ...floor.west.reps];
  const stages = Object.values(floor.stages);
  const leads: { leadId: string; version: number }[] = [];
  for (const step of steps) {
    // History is read in the order of its moments: two moves in one millisecond would have none.
    test.clock.advance(1);
    if (step.kind === 'wait') test.clock.advance(step.hours * HOUR + 12_345);
    else if (step.kind === 'create') {
      const more = {
        channelId: step.channel ? floor.channelId : null,
        productId: step.product ? floor.productId : null,
      };
      leads.push(await create(reps[step.rep], more));
    } else {
      const lead = leads[step.lead % (leads.length || 1)];
      if (!lead) continue;
      try {
        const answer =
          step.kind === 'undo'
            ? await undoMove(test.context, floor.admin, lead)
            : await move(lead.leadId, stages[step.stage]!, { wonMinor: step.amount, lostReasonId: floor.lostReasonId });
        lead.version = answer.version;
      } catch (error) {
        // A refusal changes nothing, which the comparison below also proves.
        if (!isDomainError(error)) throw error;
      }
    }
  }
}

async function expectExact(): Promise<void> {
  const { read } = test.context.db;
  const [stored, wanted] = [await storedFigures(read, floor.boardId), await figuresFromLeads(read, floor.boardId)];
  for (const table of ['cells', 'reach', 'cycles', 'now'] as const)
    expect(byText(stored[table])).toEqual(byText(wanted[table]));

  const { leads, stages } = await readNaively(test.context, floor.boardId);
  const month = { from: '2026-10-01', to: '2026-10-31' };
  for (const basis of ['cohort', 'period'] as const) {
    for (const days of [{}, month, { from: '2026-09-20' }]) {
      for (const teamIds of [null, [floor.teams.west]]) {
        for (const groupBy of ['owner', 'team', 'channel', 'product', 'none'] as const) {
          const figures = await ask({ basis, teamIds, groupBy, ...days });
          const naive = naiveFigures(leads, stages, figures.query);
          expect(plain(figures.totals)).toEqual(plainNaive(naive.totals));
          expect(Object.fromEntries(figures.groups.map((group) => [group.key, plain(group)]))).toEqual(
            Object.fromEntries(Object.entries(naive.groups).map(([key, group]) => [key, plainNaive(group)])),
          );
          expect(plainFunnel(figures)).toEqual(naive.entered);
        }
      }
    }
  }
}
