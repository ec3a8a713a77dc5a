import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editPoolSchema, type EditPool } from '#lib/contract/access/boards.ts';
import { setNextSchema } from '#lib/contract/board/commands.ts';
import { systemActor } from '#lib/domain/access/actor.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#lib/domain/time/calendar.ts';
import { editPool } from '#lib/server/access/edit-pool.ts';
import { setNext } from '#lib/server/board/set-next.ts';
import type { Context } from '#lib/server/context/context.ts';
import { claimLead } from '#lib/server/ownership/claim-lead.ts';
import { recycleLead } from '#lib/server/ownership/recycle-lead.ts';
import { undoRecycle } from '#lib/server/ownership/undo-recycle.ts';
import { runDue } from '../../../server/scheduler/run-due.ts';
import { allJobs, startScheduler } from '../../../server/scheduler/scheduler.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, leadNow } from '../../support/a-lead.ts';
import { watchBoard } from '../../support/expect-converged.ts';
import { expectOwnershipSound } from '../../support/expect-ownership-sound.ts';
import { testContext, testEngine, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context, { pool: { idleDays: 5, warnHours: [48, 24], graceHours: 12 } });
});
afterEach(() => test.close());

/** One look of the scheduler at everything that is due now. Answers when each job is due next. */
async function schedule(context: Context = test.context): Promise<Record<string, number | null>> {
  const next: Record<string, number | null> = {};
  const jobs = allJobs();
  // Twice, since one job's writes may make another one due at once; the running scheduler is woken by them.
  for (const job of [...jobs, ...jobs]) {
    const turn = await runDue(context, 'node-1', job);
    expect(turn.retry, `${job.name} ran`).toBe(false);
    next[job.name] = turn.next?.at ?? null;
  }
  return next;
}
const setTime = async (at: number) => {
  test.clock.at = at;
  return schedule();
};
const notices = (personId: string) =>
  test.context.db.read
    .all<{ kind: string; at: number; args: string }>(
      'select kind, at, args from notices where person_id = ? order by at, id',
      [personId],
    )
    .then((rows) =>
      rows.map(({ kind, at, args }) => ({ kind, at, args: JSON.parse(args) as Record<string, unknown> })),
    );
const rules = (some: Partial<EditPool>) =>
  editPool(
    test.context,
    floor.admin,
    editPoolSchema.parse({
      poolId: floor.poolId,
      name: 'Pool',
      recycling: true,
      idleDays: 5,
      warnHours: [48, 24],
      graceHours: 12,
      holdingLimit: null,
      dailyClaims: null,
      coolDownHours: 48,
      ...some,
    }),
  );

describe('recycling', () => {
  it('[O6] [O9] warns at each rung once, recycles to the second, and explains itself to the loser', async () => {
    const rep = floor.east.reps[0]!;
    const leadId = await aLead(test.context, floor, rep, { stageId: floor.stages.visit });
    await setNext(test.context, rep, setNextSchema.parse({ leadId, at: test.clock.at + HOUR_MS, kind: 'call' }));
    const viewers = await watchBoard(test.context, floor);
    const start = test.clock.at;
    const deadline = start + 5 * DAY_MS;

    expect(await setTime(start)).toMatchObject({ recycle: deadline, warn: deadline - 48 * HOUR_MS });
    await setTime(deadline - 48 * HOUR_MS - 1);
    expect(await notices(rep.personId)).toEqual([]);
    expect(await setTime(deadline - 48 * HOUR_MS)).toMatchObject({ warn: deadline - 24 * HOUR_MS });
    await setTime(deadline - 24 * HOUR_MS);
    await setTime(deadline - 24 * HOUR_MS + MINUTE_MS);
    await setTime(deadline - 1);
    expect(
      (await notices(rep.personId)).map(({ kind, at, args }) => [kind, at, args['deadlineAt'], args['hours']]),
    ).toEqual([
      ['recycle_warning', deadline - 48 * HOUR_MS, deadline, 48],
      ['recycle_warning', deadline - 24 * HOUR_MS, deadline, 24],
    ]);
    const { spellId } = await leadNow(test.context, leadId);
    expect(spellId).not.toBeNull();

    expect(await setTime(deadline)).toMatchObject({ recycle: null, warn: null });
    const lead = await leadNow(test.context, leadId);
    expect(lead).toMatchObject({
      ownerId: null,
      poolId: floor.poolId,
      pooledBy: 'recycle',
      pooledAt: deadline,
      formerOwnerId: rep.personId,
      stageId: floor.stages.visit,
      nextAt: null,
    });
    const spell = await test.context.db.read.get<{ endedAt: number; ended: string; explanation: string }>(
      'select ended_at as "endedAt", ended, explanation from spells where id = ?',
      [spellId],
    );
    expect(spell).toMatchObject({ endedAt: deadline, ended: 'recycle' });
    const why = { rule: 'idle', poolId: floor.poolId, deadlineAt: deadline, idleFrom: start, idleDays: 5 };
    expect(JSON.parse(spell!.explanation)).toMatchObject(why);
    expect((await notices(rep.personId)).at(-1)).toMatchObject({ kind: 'lead_recycled', args: why });
    await viewers.expectConverged();
    await expectOwnershipSound(test.context);
  });

  it('[O9] is idempotent per spell', async () => {
    const rep = floor.east.reps[0]!;
    const leadId = await aLead(test.context, floor, rep);
    const { spellId } = await leadNow(test.context, leadId);
    await setTime(test.clock.at + 4 * DAY_MS);
    test.clock.advance(DAY_MS);
    const again = () =>
      recycleLead(test.context, systemActor('recycle'), { leadId, spellId: spellId!, scheduledAt: test.clock.at });
    const results = await Promise.all([again(), again(), again()]);
    expect(results.filter(({ recycled }) => recycled)).toHaveLength(1);
    await claimLead(test.context, floor.west.reps[0]!, { leadId });
    test.clock.advance(30 * DAY_MS);
    expect(await again(), 'another spell is another matter').toEqual({ recycled: false });
    expect((await leadNow(test.context, leadId)).ownerId).toBe(floor.west.reps[0]!.personId);
    await expectOwnershipSound(test.context);
  });

  it('[O6] after a downtime an unwarned owner is warned first, once, and keeps the grace', async () => {
    const rep = floor.east.reps[0]!;
    const leadId = await aLead(test.context, floor, rep);
    const deadline = test.clock.at + 5 * DAY_MS;
    // The server was down over both warnings and the deadline.
    const up = deadline + 3 * DAY_MS;
    await setTime(up);
    const told = await notices(rep.personId);
    expect(told.map(({ kind, args }) => [kind, args['deadlineAt']])).toEqual([['recycle_warning', up + 12 * HOUR_MS]]);
    expect((await leadNow(test.context, leadId)).deadlineAt).toBe(up + 12 * HOUR_MS);
    await setTime(up + 12 * HOUR_MS - 1);
    expect((await leadNow(test.context, leadId)).ownerId).toBe(rep.personId);
    await setTime(up + 12 * HOUR_MS);
    expect((await leadNow(test.context, leadId)).pooledBy).toBe('recycle');
    expect((await notices(rep.personId)).map(({ kind }) => kind)).toEqual(['recycle_warning', 'lead_recycled']);
    await expectOwnershipSound(test.context);
  });

  it('[O9] warned leads whose time ended during a downtime go when the server is back, all of them', async () => {
    const rep = floor.east.reps[0]!;
    const leads: string[] = [];
    for (let i = 0; i < 230; i++) leads.push(await aLead(test.context, floor, rep));
    const viewers = await watchBoard(test.context, floor);
    const deadline = test.clock.at + 5 * DAY_MS;
    await setTime(deadline - 24 * HOUR_MS);
    await setTime(deadline + 7 * DAY_MS);
    const left = await test.context.db.read.get<{ n: number }>(
      'select count(*) as n from leads where owner_id is not null',
    );
    expect(left?.n).toBe(0);
    const told = (await notices(rep.personId)).filter(({ kind }) => kind === 'lead_recycled');
    expect(told.length, 'few notices that say how many').toBeLessThan(60);
    const named = told.flatMap(({ args }) => (args['leadIds'] as string[] | undefined) ?? [null]);
    expect(named).toHaveLength(leads.length);
    await viewers.expectConverged();
    await expectOwnershipSound(test.context);
  });

  it('[O10] switching recycling off and on neither resets nor skips a clock', async () => {
    const rep = floor.east.reps[0]!;
    const leadId = await aLead(test.context, floor, rep);
    const viewers = await watchBoard(test.context, floor);
    const start = test.clock.at;
    test.clock.advance(DAY_MS);
    await rules({ recycling: false });
    await schedule();
    expect(await leadNow(test.context, leadId)).toMatchObject({ deadlineAt: null, clock: 'none', idleFrom: start });
    await viewers.expectConverged();
    await setTime(start + 20 * DAY_MS);
    expect((await leadNow(test.context, leadId)).ownerId).toBe(rep.personId);
    await rules({ recycling: true });
    await schedule();
    const lead = await leadNow(test.context, leadId);
    expect(lead.idleFrom, 'the clock ran on').toBe(start);
    expect(lead.deadlineAt, 'but nobody is taken by surprise').toBe(test.clock.at + 12 * HOUR_MS);
    expect((await notices(rep.personId)).map(({ kind }) => kind)).toEqual(['recycle_warning']);
    await viewers.expectConverged();
    await setTime(test.clock.at + 12 * HOUR_MS);
    expect((await leadNow(test.context, leadId)).pooledBy).toBe('recycle');
    await expectOwnershipSound(test.context);
  });

  it('[O2] a changed rule reaches every clock in the background, and goes on where a restart interrupted it', async () => {
    const rep = floor.east.reps[0]!;
    const leads: string[] = [];
    for (let i = 0; i < 5; i++) leads.push(await aLead(test.context, floor, rep));
    const start = test.clock.at;
    await schedule();
    test.clock.advance(HOUR_MS);
    await rules({ idleDays: 9 });
    expect((await leadNow(test.context, leads[0]!)).deadlineAt).toBe(start + 5 * DAY_MS);
    const viewers = await watchBoard(test.context, floor);
    // The server stops right after it has begun: what it did not do is neither finished nor forgotten.
    const [recompute] = allJobs().filter(({ name }) => name === 'recompute');
    let asked = 0;
    await runDue(test.context, 'node-0', recompute!, () => ++asked > 1);
    expect((await leadNow(test.context, leads[0]!)).deadlineAt).toBe(start + 5 * DAY_MS);
    await schedule();
    for (const leadId of leads) expect((await leadNow(test.context, leadId)).deadlineAt).toBe(start + 9 * DAY_MS);
    await viewers.expectConverged();
    const { seq } = (await test.context.db.read.get<{ seq: number }>('select seq from streams where id = ?', [
      `board:${floor.boardId}`,
    ]))!;
    await schedule();
    const after = await test.context.db.read.get<{ seq: number }>('select seq from streams where id = ?', [
      `board:${floor.boardId}`,
    ]);
    expect(after!.seq, 'doing it again writes nothing').toBe(seq);
    await expectOwnershipSound(test.context);
  });

  it('[O9] a manager undoes a batch within a day, except what was claimed meanwhile', async () => {
    const rep = floor.east.reps[0]!;
    const [a, b, c] = [
      await aLead(test.context, floor, rep),
      await aLead(test.context, floor, rep),
      await aLead(test.context, floor, rep),
    ];
    const start = test.clock.at;
    const spells = [(await leadNow(test.context, a)).spellId, (await leadNow(test.context, c)).spellId];
    await setTime(start + 4 * DAY_MS);
    await setTime(start + 5 * DAY_MS);
    await claimLead(test.context, floor.east.reps[1]!, { leadId: b });
    const viewers = await watchBoard(test.context, floor);
    test.clock.advance(23 * HOUR_MS);
    const undo = (leadIds: string[]) =>
      undoRecycle(test.context, floor.east.manager, { leadIds, reason: 'rule was wrong' });
    await expect(
      undoRecycle(test.context, rep, { leadIds: [a], reason: 'mine' }),
      'nobody undoes his own loss',
    ).resolves.toMatchObject({ results: [{ error: { code: 'not_allowed' } }] });
    const { results } = await undo([a, b]);
    expect(results.map(({ error }) => error?.code)).toEqual([undefined, 'lead_already_claimed']);
    const lead = await leadNow(test.context, a);
    expect(lead).toMatchObject({
      ownerId: rep.personId,
      spellId: spells[0],
      spellStartedAt: start,
      idleFrom: start,
      deadlineAt: test.clock.at + 24 * HOUR_MS,
    });
    await viewers.expectConverged();
    await expectOwnershipSound(test.context);
    const facts = await test.context.db.read.all<{ kind: string; voided: string | null }>(
      `select kind, voided_by as "voided" from lead_history where lead_id = ? and kind like 'recycle%' order by recorded_at, id`,
      [a],
    );
    expect(facts.map(({ kind, voided }) => [kind, voided !== null])).toEqual([
      ['recycled', true],
      ['recycle_undone', false],
    ]);
    test.clock.advance(HOUR_MS + 1);
    const late = await undo([c]);
    expect(late.results[0]!.error).toMatchObject({ code: 'undo_too_late', details: { until: start + 6 * DAY_MS } });
    // What was given back is safe for a day, is told about, and can be lost again.
    await setTime(lead.deadlineAt!);
    expect((await leadNow(test.context, a)).pooledBy).toBe('recycle');
    await expectOwnershipSound(test.context);
  });
});

describe('the scheduler', () => {
  it('[X4] a manager who sells does not give back to himself what was recycled from him', async () => {
    const { manager } = floor.east;
    const leadId = await aLead(test.context, floor, manager);
    const start = test.clock.at;
    await setTime(start + 4 * DAY_MS);
    await setTime(start + 5 * DAY_MS);
    const undo = (actor: typeof manager) => undoRecycle(test.context, actor, { leadIds: [leadId], reason: 'mine' });
    expect((await undo(manager)).results).toMatchObject([{ error: { code: 'dealt_to_self' } }]);
    expect((await undo(floor.admin)).results).toMatchObject([{ leadId }]);
    expect(await leadNow(test.context, leadId)).toMatchObject({ ownerId: manager.personId });
  });

  it('[O2] fires by itself within the second, on a running server, and again for the next one', async () => {
    const rep = floor.east.reps[0]!;
    const [first, second] = [await aLead(test.context, floor, rep), await aLead(test.context, floor, rep)];
    const offset = test.clock.at - Date.now();
    // From here on time runs.
    const context: Context = { ...test.context, now: () => Date.now() + offset };
    const dueIn = async (ms: number, leadId: string) => {
      const at = context.now() + ms;
      await test.context.db.transaction((tx) =>
        tx.run('update leads set idle_from = ?, warned_for = ?, deadline_at = ?, warn_due_at = null where id = ?', [
          at - 5 * DAY_MS,
          at,
          at,
          leadId,
        ]),
      );
      context.growth.tell([`board:${floor.boardId}`]);
      return at;
    };
    const fallenAt = async (leadId: string) => {
      const pooledAt = async () => (await leadNow(test.context, leadId)).pooledAt;
      await expect.poll(pooledAt, { timeout: 6_000, interval: 50 }).not.toBeNull();
      return (await pooledAt())!;
    };
    const firstAt = await dueIn(1_200, first);
    const scheduler = startScheduler(context);
    try {
      const late = (await fallenAt(first)) - firstAt;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(1_000);
      // It sleeps towards a far deadline when an earlier one is written.
      const secondAt = await dueIn(600, second);
      expect((await fallenAt(second)) - secondAt).toBeLessThan(1_000);
    } finally {
      await scheduler.close();
    }
  });

  it.runIf(testEngine() === 'postgres')('[O9] two nodes on one database recycle once and warn once', async () => {
    const second = await test.secondNode();
    const reps = floor.east.reps;
    const leads: string[] = [];
    for (let i = 0; i < 60; i++) leads.push(await aLead(test.context, floor, reps[i % 3]!));
    const deadline = test.clock.at + 5 * DAY_MS;
    const both = async () => {
      const jobs = allJobs().filter(({ name }) => name === 'warn' || name === 'recycle');
      await Promise.all(
        [test.context, second].flatMap((context, i) => jobs.map((job) => runDue(context, `node-${i}`, job))),
      );
    };
    test.clock.at = deadline - 24 * HOUR_MS;
    await both();
    test.clock.at = deadline;
    await both();
    const facts = await test.context.db.read.all<{ kind: string; n: number }>(
      `select kind, count(*) as n from lead_history where kind in ('warned', 'recycled') group by kind order by kind`,
    );
    expect(facts).toEqual([
      { kind: 'recycled', n: 60 },
      { kind: 'warned', n: 60 },
    ]);
    await expectOwnershipSound(test.context);
  });
});
