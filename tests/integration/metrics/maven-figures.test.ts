import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Measures } from '#lib/contract/metrics/figures.ts';
import { parseQuery, type GroupBy } from '#lib/contract/metrics/query.ts';
import { systemActor } from '#lib/domain/access/actor.ts';
import { startOfDay } from '#lib/domain/time/zone.ts';
import { figuresFor } from '#lib/server/metrics/figures-for.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';
import { writeLeads, type PastLead } from './write-leads.ts';

const folder = resolve('../shared/data/maven');
const there = existsSync(folder);
if (!there) console.warn(`no real data in ${folder}: the figures of the published file are not compared`);

interface Expected {
  opportunities: number;
  won: number;
  lost: number;
  win_rate: number | null;
  pipeline_conv: number;
  won_value: number;
  cycle_days_won_mean: number;
  cycle_days_won_median: number;
  cycle_days_lost_mean: number;
  cycle_days_closed_mean: number;
}
interface Quarter {
  won: number;
  closed: number;
  win_rate: number;
  won_value: number;
}
interface ExpectedFile {
  overall: Expected;
  by_agent: Record<string, Expected>;
  by_manager: Record<string, Expected>;
  by_region: Record<string, Expected>;
  by_product: Record<string, Expected>;
  won_by_close_quarter: Record<string, Quarter>;
  won_by_close_quarter_and_manager: Record<string, Record<string, Quarter>>;
  won_by_close_month: Record<string, { won: number; closed: number; won_value: number }>;
  engaged_by_quarter: Record<string, number>;
}

const rows = (file: string) =>
  Papa.parse<Record<string, string>>(readFileSync(resolve(folder, file), 'utf8'), {
    header: true,
    skipEmptyLines: true,
  }).data;
const zone = 'Asia/Shanghai';
const instant = (text: string | undefined): number | null => {
  if (!text) return null;
  const [day, month, year] = text.split('-');
  return startOfDay(`20${year}-${month}-${day}`, zone);
};

describe.skipIf(!there)('figures of the published file', () => {
  let test: TestContext;
  let floor: Floor;
  let expected: ExpectedFile;
  const teams = new Map<string, string>();

  const ask = (groupBy: GroupBy, more: object = {}) =>
    figuresFor(test.context, systemActor('test'), parseQuery({ boardId: floor.boardId, groupBy, ...more }));

  beforeAll(async () => {
    expected = JSON.parse(readFileSync(resolve(folder, 'expected.json'), 'utf8')) as ExpectedFile;
    test = await testContext();
    floor = await aFloor(test.context);
    const { stages } = floor;
    const people = new Map<string, string>();
    const products = new Map<string, string>();
    await test.context.db.transaction(async (tx) => {
      for (const row of rows('sales_teams.csv')) {
        const manager = row['manager']!;
        if (!teams.has(manager)) {
          teams.set(manager, test.context.newId());
          await tx.run(`insert into teams (id, name, region, reps_see, created_at) values (?, ?, ?, 'team', 0)`, [
            teams.get(manager)!,
            manager,
            row['regional_office']!,
          ]);
        }
        const id = test.context.newId();
        people.set(row['sales_agent']!, id);
        await tx.run(
          `insert into people (id, name, role, status, must_change_password, created_at) values (?, ?, 'rep', 'disabled', 0, 0)`,
          [id, row['sales_agent']!],
        );
        await tx.run(`insert into team_members (id, team_id, person_id, duty, from_at) values (?, ?, ?, 'member', 0)`, [
          test.context.newId(),
          teams.get(manager)!,
          id,
        ]);
      }
      for (const { product } of rows('products.csv')) {
        products.set(product!, test.context.newId());
        await tx.run('insert into products (id, name) values (?, ?)', [products.get(product!)!, product!]);
      }
    });
    const outcome = { Won: 'won', Lost: 'lost', Engaging: 'contact', Prospecting: 'fresh' } as const;
    const past = rows('sales_pipeline.csv').map((row): PastLead => {
      const stage = outcome[row['deal_stage'] as keyof typeof outcome];
      const [arrivedAt, closedAt] = [instant(row['engage_date']), instant(row['close_date'])];
      const closed = stage === 'won' || stage === 'lost';
      return {
        stageId: stages[stage],
        state: closed ? stage : 'open',
        reached: closed
          ? [
              [stages.contact, arrivedAt],
              [stages[stage], closedAt],
            ]
          : [[stages[stage], arrivedAt]],
        arrivedAt,
        closedAt,
        ownerId: people.get(row['sales_agent']!)!,
        productId: products.get(row['product'] === 'GTXPro' ? 'GTX Pro' : row['product']!)!,
        wonMinor: stage === 'won' ? Number(row['close_value']) * 100 : null,
        currency: 'USD',
      };
    });
    await writeLeads(test.context, floor.boardId, past);
  }, 120_000);
  afterAll(() => test?.close());

  /** Rates to 0.1 percentage point, days to 0.1, everything else exactly. */
  function compare(got: Measures, want: Expected, who: string): void {
    const near = (value: number | null, wanted: number | null, digits: number) =>
      wanted === null ? expect(value, who).toBeNull() : expect(value, who).toBeCloseTo(wanted, digits);
    expect([got.leads, got.won, got.lost], who).toEqual([want.opportunities, want.won, want.lost]);
    expect(got.wonAmounts, who).toEqual([{ currency: 'USD', minor: want.won_value * 100 }]);
    near(got.winRate.rate, want.win_rate, 3);
    near(got.conversion.rate, want.pipeline_conv, 3);
    near(got.cycle.won.mean, want.cycle_days_won_mean, 1);
    near(got.cycle.won.median, want.cycle_days_won_median, 1);
    near(got.cycle.lost.mean, want.cycle_days_lost_mean, 1);
    near(got.cycle.closed.mean, want.cycle_days_closed_mean, 1);
  }

  it('[M1][M4] overall', async () => {
    const { totals, undated } = await ask('none');
    compare(totals, expected.overall, 'overall');
    expect(undated).toEqual({ leads: 500, won: 0, lost: 0 });
  });

  it.each([
    ['owner', 'by_agent', 30],
    ['team', 'by_manager', 6],
    ['region', 'by_region', 3],
    ['product', 'by_product', 7],
  ] as const)('by %s', async (groupBy, key, count) => {
    const { groups } = await ask(groupBy);
    expect(Object.keys(expected[key])).toHaveLength(count);
    expect(groups.map(({ name }) => name).sort()).toEqual(Object.keys(expected[key]).sort());
    for (const group of groups) compare(group, expected[key][group.name!]!, group.name!);
  });

  it('by quarter and month of the close, as a whole and for each team', async () => {
    const check = (groups: Awaited<ReturnType<typeof ask>>['groups'], want: Record<string, Quarter>) => {
      expect(groups.map(({ key }) => key)).toEqual(Object.keys(want));
      for (const { key, won, lost, winRate, wonAmounts } of groups) {
        const quarter = want[key]!;
        expect([won, won + lost, wonAmounts[0]?.minor], key).toEqual([
          quarter.won,
          quarter.closed,
          quarter.won_value * 100,
        ]);
        expect(winRate.rate, key).toBeCloseTo(quarter.win_rate, 3);
      }
    };
    const byPeriod = { basis: 'period', from: '2017-01-01', to: '2017-12-31' };
    check((await ask('quarter', byPeriod)).groups, expected.won_by_close_quarter);
    for (const [manager, want] of Object.entries(expected.won_by_close_quarter_and_manager)) {
      check((await ask('quarter', { ...byPeriod, teamIds: [teams.get(manager)!] })).groups, want);
    }
    // By period a month also shows its arrivals: January and February 2017 had some, and no close yet.
    const months = (await ask('month', byPeriod)).groups.filter(({ won, lost }) => won + lost > 0);
    expect(months.map(({ key }) => key)).toEqual(Object.keys(expected.won_by_close_month));
    for (const { key, won, lost, wonAmounts } of months) {
      const want = expected.won_by_close_month[key]!;
      expect([won, won + lost, wonAmounts[0]?.minor], key).toEqual([want.won, want.closed, want.won_value * 100]);
    }
  });

  it('[D7] by quarter of arrival, where leads without a date stay outside', async () => {
    const { groups } = await ask('quarter', { from: '2016-01-01', to: '2017-12-31' });
    expect(Object.fromEntries(groups.map(({ key, leads }) => [key, leads]))).toEqual(expected.engaged_by_quarter);
    const { totals, undated } = await ask('none', { from: '2016-01-01', to: '2017-12-31' });
    expect([totals.leads, undated]).toEqual([8300, null]);
  });
});
