import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#lib/domain/time/calendar.ts';
import { markNoticesRead } from '#lib/server/ownership/mark-notices-read.ts';
import { warnDue } from '../../../server/scheduler/jobs/warn-due.ts';
import { runDue } from '../../../server/scheduler/run-due.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead } from '../../support/a-lead.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context, { pool: { idleDays: 5, warnHours: [48, 24], graceHours: 12 } });
});
afterEach(() => test.close());

async function setTime(at: number): Promise<void> {
  test.clock.at = at;
  await runDue(test.context, 'node-1', warnDue());
}

interface Stored {
  kind: string;
  readAt: number | null;
  leadId: string | null;
  args: string;
}
const notices = async (personId: string) => {
  const rows = await test.context.db.read.all<Stored>(
    'select kind, read_at as "readAt", lead_id as "leadId", args from notices where person_id = ? order by at, id',
    [personId],
  );
  return rows.map(({ args, ...row }) => ({ ...row, args: JSON.parse(args) as Record<string, unknown> }));
};

describe('the manager’s warning', () => {
  it('[O6] tells the manager at the last rung, in one notice for all his leads, and no other manager', async () => {
    const [zhang, li] = floor.east.reps;
    const { manager } = floor.east;
    const leads = [await aLead(test.context, floor, zhang!), await aLead(test.context, floor, zhang!)];
    test.clock.advance(10 * MINUTE_MS);
    leads.push(await aLead(test.context, floor, li!));
    const own = await aLead(test.context, floor, manager);
    const first = test.clock.at - 10 * MINUTE_MS + 5 * DAY_MS;

    await setTime(first - 47 * HOUR_MS);
    const early = await notices(manager.personId);
    expect(
      early.map(({ kind }) => kind),
      'the first rung is the owners’ own',
    ).toEqual(['recycle_warning']);
    await setTime(first - 24 * HOUR_MS);
    await setTime(first - 24 * HOUR_MS + 10 * MINUTE_MS);
    const told = (await notices(manager.personId)).filter(({ kind }) => kind === 'team_warning');
    expect(told).toHaveLength(1);
    expect(told[0]!.args).toMatchObject({
      count: 3,
      owners: { [zhang!.personId]: 2, [li!.personId]: 1 },
      deadlineAt: first,
      poolId: floor.poolId,
    });
    expect(told[0]!.args['leadIds']).toEqual(expect.arrayContaining(leads));
    expect(told[0]!.args['leadIds'], 'his own lead is told him as its owner').not.toContain(own);
    expect((await notices(floor.west.manager.personId)).length).toBe(0);
  });

  it('[O6] adds to a digest that was read only within its hour, and makes it unread again', async () => {
    const [zhang] = floor.east.reps;
    const { manager } = floor.east;
    const start = test.clock.at;
    await aLead(test.context, floor, zhang!);
    test.clock.advance(30 * MINUTE_MS);
    await aLead(test.context, floor, zhang!);
    test.clock.advance(2 * HOUR_MS);
    await aLead(test.context, floor, zhang!);
    const due = start + 4 * DAY_MS;
    const digests = async () =>
      (await notices(manager.personId)).map(({ args, leadId, readAt }) => ({ count: args['count'], leadId, readAt }));
    const read = () => markNoticesRead(test.context, manager, {});

    await setTime(due);
    expect(await digests()).toEqual([{ count: 1, leadId: expect.any(String), readAt: null }]);
    await read();
    await setTime(due + 30 * MINUTE_MS);
    expect(await digests()).toEqual([{ count: 2, leadId: null, readAt: null }]);
    await read();
    await setTime(due + 150 * MINUTE_MS);
    expect((await digests()).map(({ count, readAt }) => [count, readAt === null])).toEqual([
      [2, false],
      [1, true],
    ]);
  });
});
