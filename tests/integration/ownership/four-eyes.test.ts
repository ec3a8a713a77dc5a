import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { DAY_MS, HOUR_MS } from '#lib/domain/time/calendar.ts';
import { leadDetail } from '#lib/server/board/lead-detail.ts';
import { overrideCounts } from '#lib/server/access/audit-page.ts';
import { assignLead, assignLeads } from '#lib/server/ownership/assign-lead.ts';
import { claimLead } from '#lib/server/ownership/claim-lead.ts';
import { protectLead } from '#lib/server/ownership/protect-lead.ts';
import { releaseLead, releaseLeads } from '#lib/server/ownership/release-lead.ts';
import { transferLead } from '#lib/server/ownership/transfer-lead.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, aPooledLead, leadNow } from '../../support/a-lead.ts';
import { expectOwnershipSound } from '../../support/expect-ownership-sound.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
let manager: PersonActor;
let rep: PersonActor;
let colleague: PersonActor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context, { pool: { coolDownHours: 48 } });
  manager = floor.east.manager;
  [rep, colleague] = [floor.east.reps[0]!, floor.east.reps[1]!];
});
afterEach(() => test.close());

const overridesOf = async () =>
  (
    await test.context.db.read.all<{ by: string; of: string; data: string }>(
      `select actor_id as "by", target as "of", data from audit_log where kind = 'lead_overridden' order by id`,
    )
  ).map(({ by, of, data }) => ({
    by,
    of,
    ...(JSON.parse(data) as { how: string; count: number; toId: string | null }),
  }));

describe('a manager who sells', () => {
  it('[X4] cannot take a rep’s lead for himself, by assignment, by transfer or by way of the pool', async () => {
    const leadId = await aLead(test.context, floor, rep);
    const refused = { code: 'taken_for_self', details: { personId: rep.personId } };
    for (const actor of [manager, floor.admin]) {
      const ownerId = actor.personId;
      await expect(assignLead(test.context, actor, { leadId, ownerId, reason: 'mine' })).rejects.toMatchObject(refused);
      await expect(transferLead(test.context, actor, { leadId, toId: ownerId, note: 'mine' })).rejects.toMatchObject(
        refused,
      );
    }
    await releaseLead(test.context, manager, { leadId, reason: 'on leave' });
    const until = test.clock.at + 48 * HOUR_MS;
    await expect(claimLead(test.context, manager, { leadId })).rejects.toMatchObject({
      code: 'taken_then_claimed',
      details: { personId: rep.personId, until },
    });
    expect((await leadNow(test.context, leadId)).ownerId).toBeNull();
    test.clock.advance(48 * HOUR_MS);
    await claimLead(test.context, manager, { leadId });
    await expectOwnershipSound(test.context);
  });

  it('[X4] gets it when its owner, or somebody else who answers for it, gives it', async () => {
    const [one, two] = [await aLead(test.context, floor, rep), await aLead(test.context, floor, rep)];
    await transferLead(test.context, rep, { leadId: one, toId: manager.personId, note: null });
    await assignLead(test.context, floor.admin, { leadId: two, ownerId: manager.personId, reason: 'key account' });
    for (const leadId of [one, two]) {
      expect((await leadNow(test.context, leadId)).ownerId).toBe(manager.personId);
    }
    // What somebody released himself, the manager claims like everybody.
    const three = await aLead(test.context, floor, rep);
    await releaseLead(test.context, rep, { leadId: three, reason: null });
    await claimLead(test.context, manager, { leadId: three });
  });

  it('[X4] [O8] cannot lock his own lead, nor lift the lock; another who answers for it can', async () => {
    const leadId = await aLead(test.context, floor, manager);
    const until = test.clock.at + 300 * DAY_MS;
    const protect = { leadId, until, reason: 'big one' };
    await expect(protectLead(test.context, manager, protect)).rejects.toMatchObject({ code: 'not_allowed' });
    expect((await leadDetail(test.context, manager, leadId)).rights.protect).toBe(false);
    const { admin } = floor;
    await protectLead(test.context, admin, protect);
    await expect(protectLead(test.context, manager, { ...protect, until: null })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    const own = await aLead(test.context, floor, admin);
    await expect(protectLead(test.context, admin, { ...protect, leadId: own })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    expect((await leadDetail(test.context, admin, leadId)).rights.protect).toBe(true);
  });
});

describe('what a manager does to somebody else’s lead', () => {
  it('[X4] is counted in the audit log, a line per batch and person; what one does to one’s own is not', async () => {
    const leads = [];
    for (let i = 0; i < 4; i++) leads.push(await aLead(test.context, floor, rep));
    const hers = await aLead(test.context, floor, colleague);
    const by = manager.personId;
    await assignLeads(test.context, manager, {
      leadIds: [leads[0]!, leads[1]!, hers],
      ownerId: floor.east.reps[2]!.personId,
      reason: 'load',
    });
    await transferLead(test.context, manager, { leadId: leads[2]!, toId: colleague.personId, note: 'speaks English' });
    await protectLead(test.context, manager, { leadId: leads[2]!, until: test.clock.at + DAY_MS, reason: 'tender' });
    await releaseLeads(test.context, manager, { leadIds: [leads[3]!], reason: 'on leave' });
    const counted = await overridesOf();
    expect(counted.map(({ by: who, of, how, count }) => [who, of, how, count])).toEqual([
      [by, rep.personId, 'assign', 2],
      [by, colleague.personId, 'assign', 1],
      [by, rep.personId, 'transfer', 1],
      [by, colleague.personId, 'protect', 1],
      [by, rep.personId, 'release', 1],
    ]);
    expect(JSON.stringify(counted)).not.toContain('English');
    const { read } = test.context.db;
    expect(await overrideCounts(read, floor.admin, test.clock.at)).toEqual([{ actorName: 'Lin', leads: 6, people: 2 }]);
    expect(await overrideCounts(read, floor.admin, test.clock.at + 31 * DAY_MS)).toEqual([]);
    await expect(overrideCounts(read, manager, test.clock.at)).rejects.toMatchObject({ code: 'not_allowed' });
    await transferLead(test.context, colleague, { leadId: leads[2]!, toId: rep.personId, note: null });
    await releaseLead(test.context, rep, { leadId: leads[2]!, reason: null });
    await assignLead(test.context, manager, {
      leadId: await aPooledLead(test.context, floor),
      ownerId: rep.personId,
      reason: null,
    });
    expect(await overridesOf()).toHaveLength(5);
  });
});
