import { afterEach, beforeEach, expect, it } from 'vitest';
import { boardConfig, readBoardConfig } from '#lib/server/board/board-config.ts';
import { boardStream, takeStream } from '#lib/server/streams/stream.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead } from '../../support/a-lead.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
  await aLead(test.context, floor, floor.east.reps[0]!);
});
afterEach(() => test.close());

it('settings of a board that were rolled back are not taken for the next ones of the same number', async () => {
  const { context } = test;
  const rename = (name: string, then: () => void) =>
    context.db.transaction(async (tx) => {
      const head = await takeStream(tx, boardStream(floor.boardId), { config: true });
      await tx.run('update boards set name = ? where id = ?', [name, floor.boardId]);
      const { name: seen } = await boardConfig(context, tx, floor.boardId, head.config);
      expect(seen).toBe(name);
      then();
    });
  const failed = rename('Never', () => {
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await rename('Now', () => {});
  expect((await readBoardConfig(context, floor.boardId)).name).toBe('Now');
});
