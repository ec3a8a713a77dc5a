import { beforeEach, afterEach, describe, expect, it } from 'vitest';
import { leadsQueryFromUrl, leadsUrl } from '#lib/contract/board/leads-list.ts';
import { leadsList } from '#lib/server/board/leads-list.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import { releaseLead } from '#lib/server/ownership/release-lead.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead } from '../../support/a-lead.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

describe('the list of leads', () => {
  let test: TestContext;
  let floor: Floor;
  const query = (text: string) => leadsQueryFromUrl(new URLSearchParams(text));
  const names = async (actor: Floor['admin'], text = '') =>
    (await leadsList(test.context, actor, query(text))).rows.map(({ name }) => name);

  beforeEach(async () => {
    test = await testContext();
    floor = await aFloor(test.context, { repsSee: 'own' });
  });
  afterEach(() => test.close());

  it('[X1] shows reps their own and pooled leads, managers their team, admins all', async () => {
    const [zhang, li] = floor.east.reps;
    await aLead(test.context, floor, zhang!, { name: 'Gao Xiang' });
    await aLead(test.context, floor, li!, { name: 'Lu Jiayi' });
    await aLead(test.context, floor, floor.west.reps[0]!, { name: 'Noah Fischer' });
    expect(await names(zhang!)).toEqual(['Gao Xiang']);
    expect((await names(floor.east.manager)).sort()).toEqual(['Gao Xiang', 'Lu Jiayi']);
    expect(await names(floor.admin)).toHaveLength(3);
  });

  it('[P5] masks pooled names for reps, also from a search', async () => {
    const [zhang, li] = floor.east.reps;
    const lead = await aLead(test.context, floor, zhang!, { name: 'Gao Xiang' });
    await releaseLead(test.context, zhang!, { leadId: lead, reason: null });
    const [shown] = await names(li!);
    expect(shown).not.toContain('Xiang');
    expect(await names(li!, 'q=xiang')).toEqual([]);
    expect(await names(floor.east.manager, 'q=xiang')).toEqual(['Gao Xiang']);
  });

  it('keeps open, pooled, won and lost apart', async () => {
    const [zhang] = floor.east.reps;
    const won = await aLead(test.context, floor, zhang!, { name: 'Won' });
    const pooled = await aLead(test.context, floor, zhang!, { name: 'Pooled' });
    await aLead(test.context, floor, zhang!, { name: 'Open' });
    const to = { stageId: floor.stages.won, after: null, before: null, fromStageId: null };
    await moveLead(test.context, zhang!, { leadId: won, ...to, wonMinor: 500 });
    await releaseLead(test.context, zhang!, { leadId: pooled, reason: null });
    expect(await names(floor.admin, 'state=won')).toEqual(['Won']);
    expect(await names(floor.admin, 'state=pooled')).toEqual(['Pooled']);
    expect(await names(floor.admin, 'state=open')).toEqual(['Open']);
    expect(await names(zhang!, 'owner=me&state=open')).toEqual(['Open']);
  });

  it('sorts by amount with leads that have none last, both ways', async () => {
    const [zhang] = floor.east.reps;
    await aLead(test.context, floor, zhang!, { name: 'None' });
    await aLead(test.context, floor, zhang!, { name: 'Small', expectedMinor: 100 });
    await aLead(test.context, floor, zhang!, { name: 'Large', expectedMinor: 900 });
    expect(await names(floor.admin, 'sort=amount')).toEqual(['Large', 'Small', 'None']);
    expect(await names(floor.admin, 'sort=amount&dir=asc')).toEqual(['Small', 'Large', 'None']);
  });

  it('pages without losing or repeating a lead, and stays on the last page', async () => {
    const [zhang] = floor.east.reps;
    for (let i = 0; i < 53; i++) await aLead(test.context, floor, zhang!, { name: `Lead ${i}` });
    const first = await leadsList(test.context, floor.admin, query(''));
    const second = await leadsList(test.context, floor.admin, query('page=2'));
    const beyond = await leadsList(test.context, floor.admin, query('page=99'));
    expect([first.total, first.rows.length, second.rows.length, beyond.page]).toEqual([53, 50, 3, 2]);
    expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(53);
  });

  it('keeps its query in the address', () => {
    const text = 'q=gao&board=b1&state=won&stage=s1&stage=s2&owner=me&sort=amount&dir=asc&page=3';
    const asked = query(text);
    expect(query(leadsUrl(asked, { page: 3 }, new URLSearchParams()).slice(1))).toEqual(asked);
    // Another condition begins at the first page, and the open lead stays.
    expect(leadsUrl(asked, { q: '' }, new URLSearchParams('lead=l1'))).toBe(
      '?board=b1&state=won&stage=s1&stage=s2&owner=me&sort=amount&dir=asc&lead=l1',
    );
  });
});
