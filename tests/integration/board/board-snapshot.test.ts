import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moveLeadSchema } from '#lib/contract/board/commands.ts';
import { decodeCards, encodeCards, type BoardSnapshot } from '#lib/contract/board/snapshot.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import { boardSnapshot } from '#lib/server/board/board-snapshot.ts';
import { cardOf, findCards, findLeads } from '#lib/server/board/lead-row.ts';
import { sharedSnapshot } from '#lib/server/board/shared-snapshot.ts';
import { aFloor } from '../../support/a-floor.ts';
import { aLead } from '../../support/a-lead.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
beforeEach(async () => void (test = await testContext()));
afterEach(() => test.close());

describe('the snapshot of a board', () => {
  it('reads as cards at once what the leads would make', async () => {
    const { context } = test;
    const floor = await aFloor(context);
    const rep = floor.east.reps[0]!;
    await aLead(context, floor, rep, { tags: ['续费', 'b"c'], expectedMinor: 1_200 });
    await aLead(context, floor, rep);
    const where = 'l.board_id = ? order by l.id';
    const cards = await findCards(context.db.read, where, [floor.boardId]);
    const leads = await findLeads(context.db.read, where, [floor.boardId]);
    expect(cards).toHaveLength(2);
    expect(cards).toEqual(leads.map(cardOf));
    expect(decodeCards(encodeCards(cards, context.now()))).toEqual(cards);
  });

  it('is made once while nothing happens, and anew once something did', async () => {
    const { context } = test;
    const floor = await aFloor(context);
    const rep = floor.east.reps[0]!;
    const leadId = await aLead(context, floor, rep);
    const first = await sharedSnapshot(context, floor.boardId, 'all', 'identity');
    test.clock.advance(60_000);
    expect(await sharedSnapshot(context, floor.boardId, 'all', 'identity')).toBe(first);

    await moveLead(context, rep, moveLeadSchema.parse({ leadId, stageId: floor.stages.visit }));
    const exact = await boardSnapshot(context, floor.boardId, 'all');
    await expect
      .poll(async () => read(await sharedSnapshot(context, floor.boardId, 'all', 'identity')).cursor, {
        timeout: 5_000,
      })
      .toEqual(exact.cursor);
  });

  it('tells closed cards from another day on when the day has turned', async () => {
    const { context } = test;
    const floor = await aFloor(context);
    const before = read(await sharedSnapshot(context, floor.boardId, 'all', 'identity'));
    test.clock.advance(86_400_000);
    const after = read(await sharedSnapshot(context, floor.boardId, 'all', 'identity'));
    expect(after.closedSince - before.closedSince).toBe(86_400_000);
  });

  it('is the same text under every compression', async () => {
    const { context } = test;
    const floor = await aFloor(context);
    await aLead(context, floor, floor.east.reps[0]!);
    const plain = await sharedSnapshot(context, floor.boardId, 'all', 'identity');
    const cards = decodeCards(read(plain));
    const br = brotliDecompressSync(await sharedSnapshot(context, floor.boardId, 'all', 'br'));
    const gzip = gunzipSync(await sharedSnapshot(context, floor.boardId, 'all', 'gzip'));
    expect(cards).toHaveLength(1);
    expect(decodeCards(read(br))).toEqual(cards);
    expect(decodeCards(read(gzip))).toEqual(cards);
  });
});

const read = (body: Buffer): BoardSnapshot => JSON.parse(body.toString()) as BoardSnapshot;
