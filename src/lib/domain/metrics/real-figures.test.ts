import { existsSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { proposeMapping } from '../intake/propose-mapping.ts';
import { rowReader } from '../intake/read-row.ts';
import type { RowValues } from '../intake/row.ts';
import { addUp, contributions, type Contributions, type LeadFacts } from './contribution.ts';
import type { StageOrder } from './passed-stages.ts';
import { conversion, cycleFigures, winRate } from './statistics.ts';

/** A published file with figures that somebody else computed; never part of this repository. */
const data = new URL('../../../../../shared/data/maven/', import.meta.url);
const stages: StageOrder[] = [
  { id: 'Prospecting', kind: 'open', rank: 0 },
  { id: 'Engaging', kind: 'open', rank: 1 },
  { id: 'Won', kind: 'won', rank: 2 },
  { id: 'Lost', kind: 'lost', rank: 3 },
];

function leadsOf(file: string, zone: string): LeadFacts[] {
  const [headers, ...rows] = Papa.parse<string[]>(readFileSync(new URL(file, data), 'utf8').trim()).data;
  const { mapping, questions } = proposeMapping(headers!, rows, { phoneRegion: 'US', currency: 'USD' });
  expect(questions).toEqual([]);
  const read = rowReader(mapping, headers!, { zone, phoneRegion: 'US', currency: 'USD' });
  return rows.map((cells) => {
    const { values, problems } = read(cells);
    expect(problems).toEqual([]);
    return factsOf(values);
  });
}

function factsOf(row: RowValues): LeadFacts {
  const stageId = row.stage!;
  const state = stageId === 'Won' ? 'won' : stageId === 'Lost' ? 'lost' : 'open';
  return {
    boardId: 'b',
    arrivedAt: row.arrivedAt,
    stageId,
    state,
    closedAt: row.closedAt,
    reached: [[stageId, row.arrivedAt]],
    ownerId: row.owner,
    teamId: 't',
    creditId: row.owner,
    creditTeamId: 't',
    channelId: null,
    productId: row.product,
    expectedMinor: null,
    wonMinor: row.wonMinor,
    currency: 'USD',
    counts: true,
  };
}

interface Figures {
  opportunities: number;
  won: number;
  lost: number;
  win_rate: number;
  pipeline_conv: number;
  won_value: number;
  cycle_days_won_mean: number;
  cycle_days_won_median: number;
}

function figuresOf(rows: Contributions, dim: string, value?: string): Figures {
  const mine = (row: { dim: string; basis: string; value: string }) =>
    row.dim === dim && row.basis === 'cohort' && (value === undefined || row.value === value);
  const sum = { leads: 0, won: 0, lost: 0, wonMinor: 0 };
  for (const cell of rows.cells.filter(mine)) {
    for (const key of ['leads', 'won', 'lost', 'wonMinor'] as const) sum[key] += cell[key];
  }
  const cycles = rows.cycles.filter((row) => mine(row) && row.outcome === 'won');
  const cycle = cycleFigures(cycles.map(({ tenths, count }) => [tenths, count] as const));
  const round = (x: number, places: number) => Number(x.toFixed(places));
  return {
    opportunities: sum.leads,
    won: sum.won,
    lost: sum.lost,
    win_rate: round(winRate(sum).rate!, 4),
    pipeline_conv: round(conversion(sum).rate!, 4),
    won_value: sum.wonMinor / 100,
    cycle_days_won_mean: round(cycle.mean!, 2),
    cycle_days_won_median: cycle.median!,
  };
}

const compared = [
  'opportunities',
  'won',
  'lost',
  'win_rate',
  'pipeline_conv',
  'won_value',
  'cycle_days_won_mean',
  'cycle_days_won_median',
] as const;
const pick = (figures: Figures) => Object.fromEntries(compared.map((key) => [key, figures[key]]));

describe.skipIf(!existsSync(data))(
  'figures of a published file (skipped where ../shared/data/maven is missing)',
  () => {
    const expected = () =>
      JSON.parse(readFileSync(new URL('expected.json', data), 'utf8')) as {
        overall: Figures;
        by_agent: Record<string, Figures>;
        won_by_close_month: Record<string, { won: number; closed: number; won_value: number }>;
        engaged_by_quarter: Record<string, number>;
      };

    for (const zone of ['UTC', 'America/New_York', 'Asia/Shanghai']) {
      it(`[M7] agree with an independent calculation, overall and for every agent, in ${zone}`, () => {
        const rows = addUp(leadsOf('sales_pipeline.csv', zone).map((lead) => contributions(lead, stages, zone)));
        expect(figuresOf(rows, 'owner')).toMatchObject(pick(expected().overall));
        const agents = Object.entries(expected().by_agent);
        expect(agents.length).toBe(30);
        for (const [agent, figures] of agents)
          expect([agent, figuresOf(rows, 'owner', agent)]).toEqual([agent, pick(figures)]);
      });
    }

    it('[M1] by period the closes stand in their month, by cohort the leads in theirs', () => {
      const zone = 'America/New_York';
      const rows = addUp(leadsOf('sales_pipeline.csv', zone).map((lead) => contributions(lead, stages, zone)));
      const cells = (basis: string, from: string, until: string) =>
        rows.cells.filter(
          (cell) => cell.dim === 'owner' && cell.basis === basis && cell.day >= from && cell.day <= until,
        );
      const sum = (list: Contributions['cells'], key: 'leads' | 'won' | 'lost' | 'wonMinor') =>
        list.reduce((total, cell) => total + cell[key], 0);
      for (const [month, { won, closed, won_value: value }] of Object.entries(expected().won_by_close_month)) {
        const inMonth = cells('period', `${month}-01`, `${month}-31`);
        const got = [sum(inMonth, 'won'), sum(inMonth, 'won') + sum(inMonth, 'lost'), sum(inMonth, 'wonMinor') / 100];
        expect([month, ...got]).toEqual([month, won, closed, value]);
      }
      for (const [quarter, leads] of Object.entries(expected().engaged_by_quarter)) {
        const [year, q] = [quarter.slice(0, 4), Number(quarter.slice(6))];
        const month = (m: number) => `${year}-${String(m).padStart(2, '0')}`;
        expect([quarter, sum(cells('cohort', `${month(q * 3 - 2)}-01`, `${month(q * 3)}-31`), 'leads')]).toEqual([
          quarter,
          leads,
        ]);
      }
    });

    it('[D7] the copy with other dates, nulls and zeros gives the same', () => {
      const rows = addUp(
        leadsOf('sales_pipeline.variant_null_ddmmyyyy.csv', 'UTC').map((lead) => contributions(lead, stages, 'UTC')),
      );
      expect(figuresOf(rows, 'product')).toMatchObject(pick(expected().overall));
    });
  },
);
