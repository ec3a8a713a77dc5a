import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { figuresReader, figuresTook } from '#lib/server/metrics/figures-reader.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, testEngine, type TestContext } from '../../support/test-context.ts';
import { writeLeads } from './write-leads.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

const COUNT = 'select count(*) as n from leads where board_id = ?';

describe('the reader of a slow board', () => {
  it('reads what was committed, beside the event loop, and refuses to write', async () => {
    const { context } = test;
    const quick = figuresReader(context, floor.boardId);
    expect(quick).toBe(context.db.read);
    figuresTook(context, floor.boardId, 400);
    const slow = figuresReader(context, floor.boardId);
    expect(slow === context.db.read).toBe(testEngine() === 'postgres');
    const count = async () => Number((await slow.all<{ n: number }>(COUNT, [floor.boardId]))[0]?.n);
    expect(await count()).toBe(0);
    await writeLeads(context, floor.boardId, [{ stageId: floor.stages.fresh, arrivedAt: test.clock.at }]);
    expect(await count()).toBe(1);
    await expect(slow.all('delete from figure_cells')).rejects.toThrow();
    await expect(slow.all('select nothing from nowhere')).rejects.toThrow();
    expect(await count()).toBe(1);
  });
});
