import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moveLeadSchema } from '#lib/contract/board/commands.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import type { Context } from '#lib/server/context/context.ts';
import { wireError } from '#lib/server/context/wire-error.ts';
import { isStorageFull } from '#lib/server/db/storage-full.ts';
import { readiness } from '#lib/server/operations/readiness.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, leadNow } from '../../support/a-lead.ts';
import { testContext, testEngine, type TestContext } from '../../support/test-context.ts';

/** SQLite only: it can be told how large its file may grow, and then answers as on a full disk. */
describe.runIf(testEngine() === 'sqlite')('a full disk', () => {
  let test: TestContext;
  let context: Context;
  let floor: Floor;
  let leadId: string;

  beforeEach(async () => {
    test = await testContext();
    context = test.context;
    floor = await aFloor(context);
    leadId = await aLead(context, floor, floor.east.reps[0]!);
  });
  afterEach(() => test.close());

  const limit = (pages: number) =>
    context.db.transaction((tx) => tx.get(`pragma max_page_count = ${pages}`)).catch(() => {});
  const move = (stageId: string) => moveLead(context, floor.admin, moveLeadSchema.parse({ leadId, stageId }));

  /** Moves until one is refused; answers how many were acknowledged before. */
  async function moveUntilFull(): Promise<{ acknowledged: number; refusal: unknown }> {
    const { visit, offer } = floor.stages;
    for (let n = 0; n < 5_000; n++) {
      try {
        await move(n % 2 ? visit : offer);
      } catch (refusal) {
        return { acknowledged: n, refusal };
      }
    }
    throw new Error('the disk never became full');
  }

  it('refuses with storage_full, keeps what it acknowledged, still reads, and goes on when there is room', async () => {
    await limit(1);
    const before = await events();
    const { acknowledged, refusal } = await moveUntilFull();
    expect(isStorageFull(refusal)).toBe(true);
    expect(wireError(context, refusal)).toEqual({ code: 'storage_full', details: {} });
    expect(await events()).toBe(before + acknowledged);
    const kept = await leadNow(context, leadId);

    await limit(100_000);
    await move(floor.stages.contact);
    expect(await events()).toBe(before + acknowledged + 1);
    expect((await leadNow(context, leadId)).version).toBe(kept.version + 1);
  });

  it('is not ready while it cannot write', async () => {
    expect((await readiness(context)).ready).toBe(true);
    const full = { ...context, db: { ...context.db, transaction: () => Promise.reject(diskFull()) } };
    expect(await readiness(full)).toEqual({
      ready: false,
      checks: { database: 'failed', migrations: 'ok', streams: 'ok' },
    });
  });

  const events = async (): Promise<number> =>
    (await context.db.read.get<{ n: number }>('select count(*) as "n" from events'))!.n;
});

const diskFull = () => Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
