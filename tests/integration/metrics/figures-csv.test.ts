import Papa from 'papaparse';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseQuery } from '#lib/contract/metrics/query.ts';
import { systemActor } from '#lib/domain/access/actor.ts';
import { figuresCsv } from '#lib/server/metrics/figures-csv.ts';
import { figuresFor } from '#lib/server/metrics/figures-for.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';
import { writeLeads, type PastLead } from './write-leads.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

it('the file holds the table of the page, as numbers, and no name becomes a formula', async () => {
  const { stages, boardId, channelId, teams } = floor;
  await test.context.db.transaction((tx) =>
    tx.run('update channels set name = ? where id = ?', ['=HYPERLINK("http://example.com")', channelId]),
  );
  const arrivedAt = test.clock.at - 10 * 86_400_000;
  const won: PastLead = {
    stageId: stages.won,
    state: 'won',
    arrivedAt,
    closedAt: test.clock.at,
    creditTeamId: teams.east,
  };
  await writeLeads(test.context, boardId, [
    { ...won, channelId, wonMinor: 1_280_050 },
    { ...won, channelId, wonMinor: 70_000, currency: 'JPY' },
    { stageId: stages.fresh, arrivedAt },
  ]);
  const figures = await figuresFor(test.context, systemActor('test'), parseQuery({ boardId, groupBy: 'channel' }));
  const text = figuresCsv(figures, 'en');
  expect(text.startsWith('\uFEFF')).toBe(true);
  const rows = Papa.parse<Record<string, string>>(text.slice(1), { header: true, skipEmptyLines: true }).data;
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatchObject({ Channel: `'=HYPERLINK("http://example.com")`, Won: '2', 'Win rate': '1' });
  expect(rows[0]).toMatchObject({
    'Won amount (CNY)': '12800.5',
    'Won amount (JPY)': '70000',
    'Cycle median (days)': '10',
  });
  expect(rows[1]).toMatchObject({
    Channel: 'No channel',
    'Leads arrived': '1',
    'Win rate': '',
    'Cycle median (days)': '',
  });
  expect(rows[2]).toMatchObject({ Channel: 'All', 'Leads arrived': '3', Won: '2', Conversion: '0.666667' });
});
