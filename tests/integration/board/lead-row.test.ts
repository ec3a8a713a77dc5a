import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLead, updateLeadRow, type Lead, type LeadRow } from '#lib/server/board/lead-row.ts';
import { aFloor } from '../../support/a-floor.ts';
import { aLead, leadNow } from '../../support/a-lead.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
beforeEach(async () => void (test = await testContext()));
afterEach(() => test.close());

/** Another value for every column that a save may change, as far as the database lets it stand alone. */
const others: Partial<LeadRow> = {
  position: 'z9',
  state: 'won',
  productId: 'product-2',
  channelId: 'channel-2',
  campaign: 'autumn',
  expectedMinor: 7,
  wonMinor: 8,
  currency: 'EUR',
  intent: 3,
  tags: ['a', 'b?c', `it's`],
  externalId: 'x-1',
  importId: 'import-2',
  ownerId: null,
  teamId: null,
  creditId: 'person-2',
  creditTeamId: 'team-2',
  poolId: 'pool-2',
  pooledAt: 11,
  pooledBy: 'release',
  formerOwnerId: 'person-3',
  spellId: null,
  spellStartedAt: 12,
  idleFrom: 13,
  holdUntil: 14,
  protectedUntil: 15,
  deadlineAt: 16,
  clock: 'paused',
  warnDueAt: 17,
  warnedFor: 18,
  arrivedAt: null,
  stageSince: 19,
  reached: [['stage-9', null]],
  nextAt: 20,
  nextKind: 'visit',
  lastFollowUpAt: 21,
  closedAt: 22,
  lostReasonId: 'reason-2',
  version: 23,
};

describe('the row of a lead', () => {
  it('is written where it differs, column by column and all at once', async () => {
    const { context } = test;
    const floor = await aFloor(context);
    const id = await aLead(context, floor, floor.east.reps[0]!);
    const first = await leadNow(context, id);
    const keys = Object.keys(others) as (keyof LeadRow)[];
    const fixed: (keyof Lead)[] = ['id', 'boardId', 'customerId', 'createdAt', 'name', 'company', 'stageId'];
    expect(keys.toSorted()).toEqual(
      (Object.keys(first) as (keyof Lead)[]).filter((key) => !fixed.includes(key)).toSorted(),
    );

    for (const key of keys) {
      const before = await leadNow(context, id);
      const after = { ...before, [key]: others[key] };
      await context.db.transaction((tx) => updateLeadRow(tx, before, after));
      expect(await leadNow(context, id)).toEqual(after);
    }
    const changed = await leadNow(context, id);
    await context.db.transaction((tx) => updateLeadRow(tx, changed, first));
    expect(await leadNow(context, id)).toEqual(first);
  });

  it('is left alone where nothing differs, also where lists are equal copies', async () => {
    const { context } = test;
    const floor = await aFloor(context);
    const id = await aLead(context, floor, floor.east.reps[0]!, { tags: ['x'] });
    await context.db.transaction(async (tx) => {
      const before = (await findLead(tx, id))!;
      const copy = {
        ...before,
        tags: [...before.tags],
        reached: before.reached.map(([s, at]): [string, number | null] => [s, at]),
      };
      const changes: string[] = [];
      const counted = { ...tx, run: (sql: string) => (changes.push(sql), Promise.resolve(0)) };
      await updateLeadRow(counted, before, copy);
      expect(changes).toEqual([]);
    });
  });
});

describe('SQL text', () => {
  it('keeps question marks that stand in quotes', async () => {
    const row = await test.context.db.read.get<{ mark: string; text: string }>(
      `select 'who? it''s ?' as "mark", cast(? as text) as "text"`,
      ['me'],
    );
    expect(row).toEqual({ mark: `who? it's ?`, text: 'me' });
  });
});
