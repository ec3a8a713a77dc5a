import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '#lib/domain/access/actor.ts';
import { DAY_MS, HOUR_MS } from '#lib/domain/time/calendar.ts';
import { assignLead, assignLeads } from '#lib/server/ownership/assign-lead.ts';
import { claimLead } from '#lib/server/ownership/claim-lead.ts';
import { protectLead } from '#lib/server/ownership/protect-lead.ts';
import { releaseLead, releaseLeads } from '#lib/server/ownership/release-lead.ts';
import { transferLead, transferLeads } from '#lib/server/ownership/transfer-lead.ts';
import { warnOwner } from '#lib/server/ownership/warn-owner.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, aPooledLead, leadNow } from '../../support/a-lead.ts';
import { watchBoard } from '../../support/expect-converged.ts';
import { expectOwnershipSound } from '../../support/expect-ownership-sound.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context, { repsSee: 'own', pool: { idleDays: 5, warnHours: [24] } });
});
afterEach(() => test.close());

const inbox = async (personId: string) =>
  (
    await test.context.db.read.all<{ kind: string; args: string }>(
      'select kind, args from notices where person_id = ? order by at, id',
      [personId],
    )
  ).map(({ kind, args }) => ({ kind, args: JSON.parse(args) as Record<string, unknown> }));

describe('assigning', () => {
  it('[O1] ends one spell, begins the next, and tells both sides why', async () => {
    const [from, to] = [floor.east.reps[0]!, floor.east.reps[1]!];
    const leadId = await aLead(test.context, floor, from);
    const viewers = await watchBoard(test.context, floor);
    test.clock.advance(3 * DAY_MS);
    await assignLead(test.context, floor.east.manager, { leadId, ownerId: to.personId, reason: 'speaks English' });
    expect(await leadNow(test.context, leadId)).toMatchObject({
      ownerId: to.personId,
      formerOwnerId: from.personId,
      idleFrom: test.clock.at,
    });
    const fact = await test.context.db.read.get<{ id: string; personal: string }>(
      `select id, personal from lead_history where lead_id = ? and kind = 'assigned'`,
      [leadId],
    );
    expect(JSON.parse(fact!.personal)).toEqual({ reason: 'speaks English' });
    const args = { byId: floor.east.manager.personId, fromId: from.personId, toId: to.personId, factId: fact!.id };
    expect(await inbox(to.personId)).toEqual([{ kind: 'lead_assigned', args }]);
    expect(await inbox(from.personId)).toEqual([{ kind: 'lead_taken', args: { ...args, how: 'assign' } }]);
    await viewers.expectConverged();
    await expectOwnershipSound(test.context);
  });

  it('[X4] is a matter for managers of both teams, and taking a lead from somebody needs a reason', async () => {
    const [rep, other] = [floor.east.reps[0]!, floor.east.reps[1]!];
    const leadId = await aLead(test.context, floor, rep);
    const to = (ownerId: string, reason: string | null = null) => ({ leadId, ownerId, reason });
    await expect(assignLead(test.context, rep, to(other.personId))).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(
      assignLead(test.context, floor.east.manager, to(floor.west.reps[0]!.personId, 'x')),
    ).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(assignLead(test.context, floor.east.manager, to(other.personId))).rejects.toMatchObject({
      code: 'reason_needed',
    });
    await expect(assignLead(test.context, floor.east.manager, to(rep.personId, 'x'))).rejects.toMatchObject({
      code: 'already_owner',
    });
  });

  it('[X4] a manager cannot deal to himself out of the pool', async () => {
    const leadId = await aPooledLead(test.context, floor);
    const { manager } = floor.east;
    await expect(
      assignLead(test.context, manager, { leadId, ownerId: manager.personId, reason: 'mine' }),
    ).rejects.toMatchObject({ code: 'dealt_to_self' });
    await expect(claimLead(test.context, manager, { leadId })).resolves.toMatchObject({ leadId });
  });

  it('[P9] [P3] a batch gives a result per lead, stops at the capacity, and fills nobody’s inbox', async () => {
    const to = floor.east.reps[2]!;
    await test.context.db.transaction((tx) => tx.run('update people set capacity = 5 where id = ?', [to.personId]));
    const leadIds: string[] = [];
    for (let i = 0; i < 7; i++) leadIds.push(await aPooledLead(test.context, floor));
    const viewers = await watchBoard(test.context, floor);
    const { results } = await assignLeads(test.context, floor.east.manager, {
      leadIds,
      ownerId: to.personId,
      reason: null,
    });
    expect(results.map(({ error }) => error?.code)).toEqual([
      ...new Array<undefined>(5).fill(undefined),
      'holding_limit_reached',
      'holding_limit_reached',
    ]);
    expect(results[6]!.error!.details).toMatchObject({ limit: 5, held: 5, source: 'person' });
    const [only, ...more] = await inbox(to.personId);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ kind: 'lead_assigned', args: { count: 5, leadIds: leadIds.slice(0, 5) } });
    await viewers.expectConverged();
    await expectOwnershipSound(test.context);
  });

  it('[P3] nobody disabled, and nobody who cannot see the board, gets a lead', async () => {
    const [gone, outside] = [floor.east.reps[0]!, floor.west.reps[0]!];
    const leadId = await aPooledLead(test.context, floor);
    await test.context.db.transaction(async (tx) => {
      await tx.run(`update people set status = 'disabled' where id = ?`, [gone.personId]);
      await tx.run(`update boards set visibility = 'teams'`);
      await tx.run('insert into board_teams (board_id, team_id) values (?, ?)', [floor.boardId, floor.teams.east]);
      await tx.run(`update streams set config = config + 1`);
    });
    const to = (ownerId: string) => assignLead(test.context, floor.admin, { leadId, ownerId, reason: null });
    await expect(to(gone.personId)).rejects.toMatchObject({ code: 'owner_inactive' });
    await expect(to(outside.personId)).rejects.toMatchObject({ code: 'recipient_outside_board' });
    await expect(to(floor.east.reps[1]!.personId)).resolves.toMatchObject({ leadId });
    const entered = (ownerId: string) => aLead(test.context, floor, floor.admin, { ownerId });
    await expect(entered(gone.personId)).rejects.toMatchObject({ code: 'owner_inactive' });
    await expect(entered(outside.personId)).rejects.toMatchObject({ code: 'recipient_outside_board' });
  });
});

describe('transferring', () => {
  it('[O3] the next owner inherits the clock, with hold and warning, and so does the one after', async () => {
    const [a, b] = [floor.east.reps[0]!, floor.west.reps[0]!];
    const leadId = await aLead(test.context, floor, a);
    const viewers = await watchBoard(test.context, floor);
    const started = test.clock.at;
    test.clock.advance(4 * DAY_MS);
    await warnOwner(test.context, systemActor('warn'), { boardId: floor.boardId, leadId });
    const before = await leadNow(test.context, leadId);
    expect(before.warnedFor).toBe(started + 5 * DAY_MS);
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      test.clock.advance(HOUR_MS);
      await transferLead(test.context, from, { leadId, toId: to.personId, note: null });
      expect(await leadNow(test.context, leadId)).toMatchObject({
        ownerId: to.personId,
        spellStartedAt: test.clock.at,
        idleFrom: started,
        deadlineAt: started + 5 * DAY_MS,
        warnedFor: started + 5 * DAY_MS,
      });
    }
    expect((await inbox(b.personId)).map(({ kind }) => kind)).toEqual(['lead_transferred']);
    await viewers.expectConverged();
    await expectOwnershipSound(test.context);
  });

  it('[P3] capacity binds, a pooled lead has nobody to transfer it, a manager says why', async () => {
    const [a, b] = [floor.east.reps[0]!, floor.east.reps[1]!];
    const leadId = await aLead(test.context, floor, a);
    await test.context.db.transaction((tx) => tx.run('update people set capacity = 0 where id = ?', [b.personId]));
    const toB = { leadId, toId: b.personId, note: null };
    await expect(transferLead(test.context, a, toB)).rejects.toMatchObject({
      code: 'holding_limit_reached',
      details: { limit: 0, held: 0 },
    });
    await expect(transferLead(test.context, floor.east.manager, toB)).rejects.toMatchObject({ code: 'reason_needed' });
    const pooled = await aPooledLead(test.context, floor);
    await expect(transferLead(test.context, a, { ...toB, leadId: pooled })).rejects.toMatchObject({
      code: 'not_owned',
    });
    const { results } = await transferLeads(test.context, a, {
      leadIds: [leadId, pooled],
      toId: floor.east.reps[2]!.personId,
      note: null,
    });
    expect(results.map(({ error }) => error?.code)).toEqual([undefined, 'not_owned']);
    await expectOwnershipSound(test.context);
  });
});

describe('releasing', () => {
  it('puts the lead into the pool for all to see, ends the plan with the spell, and keeps the stage', async () => {
    const rep = floor.east.reps[0]!;
    const leadId = await aLead(test.context, floor, rep, { stageId: floor.stages.visit });
    const viewers = await watchBoard(test.context, floor);
    await releaseLead(test.context, floor.east.manager, { leadId, reason: 'on leave' });
    expect(await leadNow(test.context, leadId)).toMatchObject({
      poolId: floor.poolId,
      pooledBy: 'release',
      pooledAt: test.clock.at,
      formerOwnerId: rep.personId,
      stageId: floor.stages.visit,
      deadlineAt: null,
    });
    expect((await inbox(rep.personId)).map(({ kind }) => kind)).toEqual(['lead_released']);
    await viewers.expectConverged();
    const shown = viewers.of({ ...floor.west.reps[0]!, seesTeamIds: [] }).cards.get(leadId);
    expect(shown?.name, 'P5: a rep sees the pooled name masked').toBe('Z***');
    await expectOwnershipSound(test.context);
  });

  it('[P9] a batch releases what it may', async () => {
    const [rep, other] = [floor.east.reps[0]!, floor.east.reps[1]!];
    const mine = [await aLead(test.context, floor, rep), await aLead(test.context, floor, rep)];
    const hers = await aLead(test.context, floor, other);
    const { results } = await releaseLeads(test.context, rep, { leadIds: [...mine, hers, mine[0]!], reason: null });
    expect(results.map(({ error }) => error?.code)).toEqual([undefined, undefined, 'not_found']);
    expect(await inbox(rep.personId)).toEqual([]);
    await expectOwnershipSound(test.context);
  });
});

describe('protecting', () => {
  it('[O8] a manager keeps a lead with its owner until a day, visibly; the owner cannot', async () => {
    const rep = floor.east.reps[0]!;
    const leadId = await aLead(test.context, floor, rep);
    const viewers = await watchBoard(test.context, floor);
    const until = test.clock.at + 30 * DAY_MS;
    const protect = { leadId, until, reason: 'tender runs' };
    await expect(protectLead(test.context, rep, protect)).rejects.toMatchObject({ code: 'not_allowed' });
    await protectLead(test.context, floor.east.manager, protect);
    expect(await leadNow(test.context, leadId)).toMatchObject({ clock: 'protected', deadlineAt: until + 4 * HOUR_MS });
    await protectLead(test.context, floor.east.manager, { leadId, until: null, reason: 'tender lost' });
    expect(await leadNow(test.context, leadId)).toMatchObject({ clock: 'running' });
    await viewers.expectConverged();
    await expectOwnershipSound(test.context);
  });
});
