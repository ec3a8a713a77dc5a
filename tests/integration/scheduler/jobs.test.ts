import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setNextSchema } from '#lib/contract/board/commands.ts';
import { DAY_MS, HOUR_MS } from '#lib/domain/time/calendar.ts';
import { createSession, readSession } from '#lib/server/auth/sessions.ts';
import { setNext } from '#lib/server/board/set-next.ts';
import { forMutation } from '#lib/server/context/context.ts';
import { boardStream, cursorAt, eventsAfter, mayContinue, streamHead } from '#lib/server/streams/stream.ts';
import { every, type Job } from '../../../server/scheduler/job.ts';
import { expireSessions } from '../../../server/scheduler/jobs/expire-sessions.ts';
import { pruneStreams } from '../../../server/scheduler/jobs/prune-streams.ts';
import { LEASE_MS } from '../../../server/scheduler/lease.ts';
import { runDue } from '../../../server/scheduler/run-due.ts';
import { startScheduler } from '../../../server/scheduler/scheduler.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead } from '../../support/a-lead.ts';
import { testContext, testEngine, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

const runs = (name: string) =>
  test.context.db.read.all<{ attempts: number; finished: number | null }>(
    'select attempts, finished_at as "finished" from job_runs where job = ? order by due_at',
    [name],
  );

describe('how a job runs', () => {
  it('once per period on any number of nodes, and once after a downtime of many periods', async () => {
    let ran = 0;
    const job = () => every('hourly', HOUR_MS, () => Promise.resolve({ ran: ++ran }));
    await Promise.all([
      runDue(test.context, 'a', job()),
      runDue(test.context, 'b', job()),
      runDue(test.context, 'c', job()),
    ]);
    expect(ran).toBe(1);
    const again = await runDue(test.context, 'b', job());
    expect(ran).toBe(1);
    expect(again.next!.at - test.clock.at, 'the next full hour').toBe(HOUR_MS - (test.clock.at % HOUR_MS));
    test.clock.advance(5 * DAY_MS);
    await runDue(test.context, 'a', job());
    expect(ran).toBe(2);
    expect(await runs('hourly')).toHaveLength(2);
  });

  it('again later after a failure, by whichever node is first', async () => {
    let fails = true;
    const job: Job = every('shaky', HOUR_MS, () => (fails ? Promise.reject(new Error('disk')) : Promise.resolve({})));
    expect((await runDue(test.context, 'a', job)).retry).toBe(true);
    fails = false;
    expect((await runDue(test.context, 'b', job)).retry, 'not at once').toBe(true);
    test.clock.advance(15_000);
    expect((await runDue(test.context, 'b', job)).retry).toBe(false);
    expect(await runs('shaky')).toMatchObject([{ attempts: 2, finished: test.clock.at }]);
  });

  it('on another node when one died in the middle, and not before its lease is over', async () => {
    let ran = 0;
    const dying: Job = every('long', HOUR_MS, () => new Promise(() => {}));
    void runDue(test.context, 'dead', dying);
    await expect.poll(() => runs('long')).toHaveLength(1);
    const job = every('long', HOUR_MS, () => Promise.resolve({ ran: ++ran }));
    expect(await runDue(test.context, 'alive', job)).toMatchObject({ retry: true });
    test.clock.advance(LEASE_MS - 1);
    await runDue(test.context, 'alive', job);
    expect(ran).toBe(0);
    test.clock.advance(1);
    await runDue(test.context, 'alive', job);
    expect(ran).toBe(1);
  });
});

describe('the jobs that keep house', () => {
  it('forgets old events and answers, and lets only those continue who missed none', async () => {
    const { context, clock } = test;
    const rep = floor.east.reps[0]!;
    const stream = boardStream(floor.boardId);
    const leadId = await aLead(context, floor, rep);
    const touch = (mutation: string) =>
      setNext(
        forMutation(context, { clientId: 'client-1', id: mutation }),
        rep,
        setNextSchema.parse({ leadId, at: clock.at, kind: 'call' }),
      );
    await touch('mutation-1');
    const old = await cursorAt(context.db.read, context.epoch, stream, 1);
    const edge = await cursorAt(context.db.read, context.epoch, stream, 2);
    clock.advance(29 * DAY_MS);
    await touch('mutation-2');
    clock.advance(2 * DAY_MS);
    await runDue(context, 'node-1', pruneStreams());
    expect((await eventsAfter(context.db.read, stream, 0, 10)).map(({ seq }) => seq)).toEqual([3]);
    expect(await streamHead(context.db.read, stream)).toMatchObject({ seq: 3, floor: 2 });
    expect(await mayContinue(context.db.read, context.epoch, stream, old)).toBe(false);
    expect(await mayContinue(context.db.read, context.epoch, stream, edge)).toBe(true);
    const answers = await context.db.read.all<{ id: string }>('select mutation_id as "id" from mutations');
    expect(answers.map(({ id }) => id)).toEqual(['mutation-2']);
    const history = await context.db.read.get<{ n: number }>('select count(*) as n from lead_history');
    expect(history!.n, 'the history stays for good').toBe(3);
    // A quiet stream is emptied altogether and goes on with the next number.
    clock.advance(40 * DAY_MS);
    await runDue(context, 'node-1', pruneStreams());
    expect(await streamHead(context.db.read, stream)).toMatchObject({ seq: 3, floor: 3 });
    expect((await touch('mutation-3')).seq).toBe(4);
  });

  it('deletes sessions that nobody can use any more', async () => {
    const { context, clock } = test;
    const { token } = await createSession(context, floor.admin.personId, { userAgent: null });
    await runDue(context, 'node-1', expireSessions());
    expect(await readSession(context, token)).not.toBeNull();
    clock.advance(31 * DAY_MS);
    await runDue(context, 'node-1', expireSessions());
    const left = await context.db.read.get<{ n: number }>('select count(*) as n from sessions');
    expect(left!.n).toBe(0);
  });
});

describe('a scheduler that starts', () => {
  it.runIf(testEngine() === 'sqlite')('goes on at once with what a killed one had begun', async () => {
    let ran = 0;
    const dying: Job = every('long', HOUR_MS, () => new Promise(() => {}));
    void runDue(test.context, 'dead', dying);
    await expect.poll(() => runs('long')).toHaveLength(1);
    const scheduler = startScheduler(test.context, [every('long', HOUR_MS, () => Promise.resolve({ ran: ++ran }))]);
    await expect.poll(() => ran).toBe(1);
    await scheduler.close();
  });
});
