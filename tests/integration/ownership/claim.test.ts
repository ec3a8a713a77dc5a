import { moveLeadSchema } from '#lib/contract/board/commands.ts';
import { insertBoard } from '#lib/server/board/create-board.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '#lib/domain/time/calendar.ts';
import { claimLead, claimLeads } from '#lib/server/ownership/claim-lead.ts';
import { releaseLead } from '#lib/server/ownership/release-lead.ts';
import { recycleLead } from '#lib/server/ownership/recycle-lead.ts';
import { warnOwner } from '#lib/server/ownership/warn-owner.ts';
import { transferLead } from '#lib/server/ownership/transfer-lead.ts';
import { forMutation } from '#lib/server/context/context.ts';
import { systemActor, type PersonActor } from '#lib/domain/access/actor.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, aPooledLead, leadNow } from '../../support/a-lead.ts';
import { watchBoard } from '../../support/expect-converged.ts';
import { expectOwnershipSound } from '../../support/expect-ownership-sound.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
});
afterEach(() => test.close());

const reps = () => [...floor.east.reps, ...floor.west.reps];
const claim = (actor: PersonActor, leadId: string) => claimLead(test.context, actor, { leadId });
const release = (actor: PersonActor, leadId: string) => releaseLead(test.context, actor, { leadId, reason: null });

describe('claiming', () => {
  it('[P1] of twenty simultaneous claims one wins, and the others are told who and when', async () => {
    floor = await aFloor(test.context, { repsSee: 'own' });
    const viewers = await watchBoard(test.context, floor);
    const leadId = await aPooledLead(test.context, floor);
    const claims = Array.from({ length: 20 }, (_, i) => {
      const actor = reps()[i % 5]!;
      return claim(actor, leadId).then(
        () => ({ actor, code: 'won', details: {} }),
        (error: { code: string; details: object }) => ({ actor, code: error.code, details: error.details }),
      );
    });
    const results = await Promise.all(claims);
    const lead = await leadNow(test.context, leadId);
    const winner = lead.ownerId;
    expect(winner).not.toBeNull();
    // The winner's own further claims are answered as done; everybody else lost to him.
    for (const { actor, code, details } of results) {
      if (actor.personId === winner) expect(code).toBe('won');
      else
        expect({ code, details }).toEqual({
          code: 'lead_already_claimed',
          details: { by: winner, at: lead.spellStartedAt },
        });
    }
    const spells = await test.context.db.read.all('select id from spells where lead_id = ?', [leadId]);
    expect(spells).toHaveLength(1);
    await viewers.expectConverged();
    const loser = reps().find(({ personId }) => personId !== winner)!;
    const told = viewers.of({ ...loser, seesTeamIds: [] }).events.flatMap(({ changes }) => changes);
    expect(told.at(-1)).toEqual({ id: leadId, gone: 'claimed', to: winner });
    await expectOwnershipSound(test.context);
  });

  it('[P1] retrying a claim is harmless, with and without the same mutation', async () => {
    floor = await aFloor(test.context, { pool: { dailyClaims: 1 } });
    const leadId = await aPooledLead(test.context, floor);
    const rep = floor.east.reps[0]!;
    const context = forMutation(test.context, { clientId: 'client-1', id: 'mutation-1' });
    const first = await claimLead(context, rep, { leadId });
    expect(await claimLead(context, rep, { leadId })).toEqual(first);
    expect(await claim(rep, leadId)).toEqual(first);
    expect((await leadNow(test.context, leadId)).version).toBe(first.version);
  });

  it('[P1] a lead that never lay in the pool stays unknown to those who may not see it', async () => {
    floor = await aFloor(test.context, { repsSee: 'own' });
    const leadId = await aLead(test.context, floor, floor.east.reps[0]!);
    await expect(claim(floor.west.reps[0]!, leadId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('[P2] claim, release, claim again counts twice, and the day ends at midnight of the workspace', async () => {
    floor = await aFloor(test.context, { pool: { dailyClaims: 2 } });
    const rep = floor.east.reps[0]!;
    const [a, b] = [await aPooledLead(test.context, floor), await aPooledLead(test.context, floor)];
    await claim(rep, a);
    await release(rep, a);
    await claim(rep, a);
    await expect(claim(rep, b)).rejects.toMatchObject({ code: 'daily_claims_used', details: { limit: 2, used: 2 } });
    // 10:00 in Shanghai; midnight there is 14 hours away.
    test.clock.advance(14 * HOUR_MS - 1);
    await expect(claim(rep, b)).rejects.toMatchObject({ code: 'daily_claims_used' });
    test.clock.advance(1);
    await expect(claim(rep, b)).resolves.toMatchObject({ leadId: b });
    await expectOwnershipSound(test.context);
  });

  it('[P3] capacity binds a claim and the refusal says the numbers; a won lead makes room', async () => {
    floor = await aFloor(test.context, { pool: { holdingLimit: 2 } });
    const rep = floor.east.reps[0]!;
    await aLead(test.context, floor, rep);
    const sold = await aLead(test.context, floor, rep);
    const leadId = await aPooledLead(test.context, floor);
    await expect(claim(rep, leadId)).rejects.toMatchObject({
      code: 'holding_limit_reached',
      details: { personId: rep.personId, limit: 2, held: 2, adding: 1, source: 'pool' },
    });
    const won = moveLeadSchema.parse({ leadId: sold, stageId: floor.stages.won, wonMinor: 100 });
    await moveLead(test.context, rep, won);
    await expect(claim(rep, leadId)).resolves.toMatchObject({ leadId });
    const next = await aPooledLead(test.context, floor);
    await test.context.db.transaction((tx) => tx.run('update people set capacity = 1 where id = ?', [rep.personId]));
    const own = { code: 'holding_limit_reached', details: { limit: 1, held: 2, source: 'person' } };
    await expect(claim(rep, next)).rejects.toMatchObject(own);
  });

  it('[P3] a person who claims on two boards at once does not pass his limit', async () => {
    floor = await aFloor(test.context);
    const { boardId } = await test.context.db.transaction((tx) =>
      insertBoard(test.context, tx, {
        name: 'Camps',
        currency: 'CNY',
        visibility: 'everyone',
        teamIds: [],
        locale: 'en',
      }),
    );
    const rep = floor.east.reps[0]!;
    await test.context.db.transaction((tx) => tx.run('update people set capacity = 3 where id = ?', [rep.personId]));
    const leads: string[] = [];
    for (let i = 0; i < 5; i++) {
      leads.push(await aPooledLead(test.context, floor), await aPooledLead(test.context, floor, { boardId }));
    }
    const results = await Promise.allSettled(leads.map((leadId) => claim(rep, leadId)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const held = await test.context.db.read.get<{ n: number }>('select count(*) as n from leads where owner_id = ?', [
      rep.personId,
    ]);
    expect(held?.n).toBe(3);
  });

  it('[P4] a recycled lead cools down for the one who lost it, also after others had it, and for nobody else', async () => {
    floor = await aFloor(test.context, { pool: { idleDays: 2, coolDownHours: 48 } });
    const [rep, friend] = [floor.east.reps[0]!, floor.east.reps[1]!];
    const leadId = await aLead(test.context, floor, rep);
    test.clock.advance(DAY_MS);
    await warnOwner(test.context, systemActor('warn'), { boardId: floor.boardId, leadId });
    test.clock.advance(DAY_MS);
    const { spellId } = await leadNow(test.context, leadId);
    await recycleLead(test.context, systemActor('recycle'), { leadId, spellId: spellId!, scheduledAt: test.clock.at });
    const until = test.clock.at + 48 * HOUR_MS;
    const coolingDown = { code: 'cooling_down', details: { personId: rep.personId, until } };
    await expect(claim(rep, leadId)).rejects.toMatchObject(coolingDown);
    await claim(friend, leadId);
    await expect(
      transferLead(test.context, friend, { leadId, toId: rep.personId, note: 'take it back' }),
    ).rejects.toMatchObject(coolingDown);
    await release(friend, leadId);
    await expect(claim(rep, leadId)).rejects.toMatchObject(coolingDown);
    test.clock.advance(48 * HOUR_MS);
    await expect(claim(rep, leadId)).resolves.toMatchObject({ leadId });
    await expectOwnershipSound(test.context);
  });

  it('[P9] a batch gives a result per lead and takes what it can', async () => {
    floor = await aFloor(test.context, { pool: { dailyClaims: 2 } });
    const viewers = await watchBoard(test.context, floor);
    const rep = floor.west.reps[0]!;
    const taken = await aPooledLead(test.context, floor);
    await claim(floor.east.reps[0]!, taken);
    const free = [await aPooledLead(test.context, floor), await aPooledLead(test.context, floor)];
    const third = await aPooledLead(test.context, floor);
    const { results } = await claimLeads(test.context, rep, { leadIds: [taken, ...free, third, 'nonsense'] });
    expect(results.map(({ leadId, error }) => [leadId, error?.code])).toEqual([
      [taken, 'lead_already_claimed'],
      [free[0], undefined],
      [free[1], undefined],
      [third, 'daily_claims_used'],
      ['nonsense', 'not_found'],
    ]);
    await viewers.expectConverged();
    await expectOwnershipSound(test.context);
  });

  it('[O3] a claimed lead is not idle because of what earlier owners did not do', async () => {
    floor = await aFloor(test.context, { pool: { idleDays: 5 } });
    const leadId = await aLead(test.context, floor, floor.east.reps[0]!);
    test.clock.advance(4 * DAY_MS);
    await release(floor.east.reps[0]!, leadId);
    await claim(floor.west.reps[0]!, leadId);
    const lead = await leadNow(test.context, leadId);
    expect(lead).toMatchObject({ idleFrom: test.clock.at, deadlineAt: test.clock.at + 5 * DAY_MS });
  });
});
