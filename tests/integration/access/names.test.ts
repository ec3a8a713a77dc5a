import { afterEach, beforeEach, expect, it } from 'vitest';
import { setTeamSchema } from '#lib/contract/access/people.ts';
import { setTeam } from '#lib/server/access/set-team.ts';
import { checkListName } from '#lib/server/access/list-entry.ts';
import { checkBoardName } from '#lib/server/board/create-board.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

/** On SQLite `lower` knows ASCII only, on PostgreSQL what its locale says: the engines must not disagree about a name. */
it('a name is taken whatever its case and script, on both engines', async () => {
  const { context } = test;
  const name = (text: string) => setTeam(context, floor.admin, setTeamSchema.parse({ name: text, repsSee: 'own' }));
  await name('Équipe Восток');
  await expect(name('éQUIPE ВОСТОК')).rejects.toMatchObject({ code: 'name_taken' });
  await name('Équipe Запад');
  await context.db.transaction(async (tx) => {
    await tx.run('update boards set name = ? where id = ?', ['Größe Ä', floor.boardId]);
    await tx.run('update channels set name = ? where id = ?', ['Ünder', floor.channelId]);
  });
  await expect(checkBoardName(context.db.read, 'GRÖßE ä', null)).rejects.toMatchObject({ code: 'name_taken' });
  await expect(checkBoardName(context.db.read, 'GRÖßE ä', floor.boardId)).resolves.toBeUndefined();
  await expect(checkListName(context.db.read, 'channels', 'üNDER', null)).rejects.toMatchObject({ code: 'name_taken' });
});
